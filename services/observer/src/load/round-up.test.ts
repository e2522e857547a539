import assert from "node:assert/strict";
import { test } from "node:test";
import { roundUp } from "./round-up.ts";

test("roundUp returns the next of 1, 2, 5, 10, …", () => {
  for (const [value, up] of [
    [Number.NEGATIVE_INFINITY, 1],
    [0, 1],
    [1, 1],
    [1.1, 2],
    [5, 5],
    [6, 10],
    [140, 200],
    [2_001, 5_000],
  ] as const) {
    assert.equal(roundUp(value), up);
  }
});
