import assert from "node:assert/strict";
import { test } from "node:test";
import { createContextKey } from "@opentelemetry/api";
import { EMPTY_CONTEXT } from "./empty-context.ts";

test("EMPTY_CONTEXT leads to contexts that differ by a value, and stays as it is", () => {
  const [one, two] = [createContextKey("one"), createContextKey("two")];
  const first = EMPTY_CONTEXT.setValue(one, 1);
  const second = first.setValue(two, 2);
  const values = [EMPTY_CONTEXT, first, second, second.setValue(one, 3), second.deleteValue(one)];
  assert.deepEqual(
    values.map((context) => [context.getValue(one), context.getValue(two)]),
    [
      [undefined, undefined],
      [1, undefined],
      [1, 2],
      [3, 2],
      [undefined, 2],
    ],
  );
});
