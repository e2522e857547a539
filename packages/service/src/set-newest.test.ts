import assert from "node:assert/strict";
import { test } from "node:test";
import { setNewest } from "./set-newest.ts";

test("setNewest removes the entry that was set the longest time ago", () => {
  const map = new Map<string, number>();
  setNewest(map, "a", 1, 2);
  setNewest(map, "b", 2, 2);
  setNewest(map, "a", 3, 2);
  setNewest(map, "c", 4, 2);
  assert.deepEqual(
    [...map],
    [
      ["a", 3],
      ["c", 4],
    ],
  );
});
