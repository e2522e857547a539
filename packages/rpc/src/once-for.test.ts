import assert from "node:assert/strict";
import { test } from "node:test";
import { onceFor } from "./once-for.ts";

test("onceFor computes once for each object, also where nothing follows from it", () => {
  let computed = 0;
  const lengthOf = onceFor((list: readonly string[]) => {
    computed += 1;
    return list.length || undefined;
  });
  const [one, none] = [["a"], []];
  for (let i = 0; i < 2; i++) {
    assert.equal(lengthOf(one), 1);
    assert.equal(lengthOf(none), undefined);
  }
  assert.equal(computed, 2);
  assert.equal(lengthOf(["a"]), 1);
  assert.equal(computed, 3);
});
