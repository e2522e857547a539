import assert from "node:assert/strict";
import { test } from "node:test";
import { parse } from "valibot";
import { shopVariable } from "./shop-variable.ts";

for (const [username, shop] of [
  ["ana", "ana"],
  ["_www", "www"],
  [".hidden", "hidden"],
  ["-._x_", "x_"],
  ["CORP\\Ana María", "CORPAnaMara"],
  ["___", "hipstershop"],
  ["李", "hipstershop"],
  ["", "hipstershop"],
  ["x".repeat(100), "x".repeat(63)],
] as const) {
  test(`shopVariable is "${shop.slice(0, 20)}" by default when the user is "${username.slice(0, 20)}"`, () => {
    assert.equal(
      parse(
        shopVariable(() => username),
        undefined,
      ),
      shop,
    );
  });
}

test("shopVariable refuses a name with a wrong first character", () => {
  for (const shop of ["_www", ".hidden", "-x", "../etc", "x".repeat(64)]) {
    assert.throws(() => parse(shopVariable(), shop), /must be 1 to 63 letters/, shop);
  }
});
