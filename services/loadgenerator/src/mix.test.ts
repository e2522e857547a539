import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMix, usualMix } from "./mix.ts";

test("parseMix gives what it names its weight, and all others none", () => {
  const nothing = { index: 0, setCurrency: 0, browse: 0, addToCart: 0, viewCart: 0, checkout: 0 };
  assert.deepEqual(parseMix("browse=3, checkout=1"), { ...nothing, browse: 3, checkout: 1 });
  assert.equal(parseMix(""), usualMix);
});

for (const text of ["buy=1", "browse", "browse=-1", "browse=1,", "browse=0", "toString=1"]) {
  test(`parseMix refuses "${text}"`, () => assert.throws(() => parseMix(text), RangeError));
}
