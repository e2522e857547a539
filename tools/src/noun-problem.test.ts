import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { nounProblem } from "./noun-problem.ts";

const root = join(import.meta.dirname, "../..");

test("nounProblem finds nothing wrong with a word that nothing is named after", () => {
  assert.equal(nounProblem(root, "neverservedyet"), undefined);
});

for (const [noun, problem] of [
  ["wish list", /one word of small letters.*got "wish list"/],
  ["Wishlist", /one word of small letters/],
  ["wishlistservice", /one word of small letters/],
  ["", /one word of small letters/],
  ["cart", /services\/cartservice or proto\/hipstershop\/cart\.proto exists already/],
  ["order", /order\.proto exists already/],
  ["quote", /shipping\.proto has a message GetQuoteRequest already/],
] as const) {
  test(`nounProblem says why no service can be named after "${noun}"`, () => {
    assert.match(nounProblem(root, noun) ?? "", problem);
  });
}
