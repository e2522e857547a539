import assert from "node:assert/strict";
import { test } from "node:test";
import { showAmount } from "./show-amount.ts";

for (const [nanos, currencyCode, shown] of [
  [26_970_000_000n, "USD", "26.97 USD"],
  [5n, "USD", "0.000000005 USD"],
  [1_005_000_000_000n, "JPY", "1005 JPY"],
  [-1_500_000_000n, "EUR", "-1.50 EUR"],
] as const) {
  test(`showAmount shows ${nanos} nanos of ${currencyCode} to the last digit`, () => {
    assert.equal(showAmount({ currencyCode, nanos }), shown);
  });
}
