import assert from "node:assert/strict";
import { test } from "node:test";
import { parseSeedRange } from "./seed-range.ts";

test("parseSeedRange reads a range, and a number as a range of one", () => {
  assert.deepEqual(parseSeedRange("1..500"), { first: 1, last: 500 });
  assert.deepEqual(parseSeedRange("352"), { first: 352, last: 352 });
});

for (const text of ["", "5..1", "1-5", "1..", "-1", "1.5", "1..99999999999"]) {
  test(`parseSeedRange refuses "${text}"`, () => {
    assert.throws(() => parseSeedRange(text), RangeError);
  });
}
