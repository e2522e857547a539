import assert from "node:assert/strict";
import { test } from "node:test";
import { condition } from "./condition.ts";

const ALL = [[], ["a"], ["b"], ["a", "b"]] as const;

const CASES = [
  [[[], ["a"]], [[], ["a"]], undefined],
  [[[], ["a"]], [["a"]], "a"],
  [[[], ["a"]], [[]], "(not a)"],
  [ALL, [["a"], ["a", "b"]], "a"],
  [ALL, [["a", "b"]], "(and a b)"],
  [ALL, [["b"]], "(and (not a) b)"],
  [ALL, [["a"], ["b"], ["a", "b"]], "(or a b)"],
  [ALL, [[], ["a", "b"]], "(or (and (not a) (not b)) (and a b))"],
  // What is around it holds already, so it says only the rest.
  [[["a"], ["a", "b"]], [["a", "b"]], "b"],
  [[[], ["a", "b"]], [["a", "b"]], "(and a b)"],
] as const;

for (const [possible, holds, expected] of CASES) {
  test(`condition is ${expected} for ${JSON.stringify(holds)} of ${JSON.stringify(possible)}`, () => {
    const sets = (choices: readonly (readonly string[])[]) => choices.map((on) => new Set(on));
    const found = condition(["a", "b"], sets(possible), sets(holds), (name) => name);
    assert.equal(found, expected);
  });
}
