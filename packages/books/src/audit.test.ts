import assert from "node:assert/strict";
import { test } from "node:test";
import { audit } from "./audit.ts";
import { compareBooks } from "./compare-books.ts";
import { exampleBooks, payment } from "./testing/example-books.ts";

const GOOD = compareBooks(exampleBooks(), Infinity);
const BAD = compareBooks({ ...exampleBooks(), payments: [] }, Infinity);
const STRAY = { ...exampleBooks(), payments: [...exampleBooks().payments, payment("nobody")] };
const OTHER = compareBooks(STRAY, Infinity);

test("audit reports what does not agree each time", async () => {
  const { problems } = await audit(async () => BAD, { times: 3 });
  assert.deepEqual(problems, BAD.problems);
});

for (const [what, readings] of [
  ["what is mended meanwhile", [BAD, GOOD]],
  ["what is new each time", [BAD, OTHER]],
  ["what is mended at the last", [BAD, BAD, GOOD]],
] as const) {
  test(`audit does not report ${what}`, async () => {
    const left = [...readings];
    const compare = async () => left.shift() ?? assert.fail("nothing is left to read");
    assert.deepEqual((await audit(compare, { times: 3 })).problems, []);
    assert.deepEqual(left, []);
  });
}
