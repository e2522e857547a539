import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addAmounts } from "./add-amounts.ts";
import { multiplyAmount } from "./multiply-amount.ts";

test("multiplyAmount equals repeated addition when the factor is positive", () => {
  fc.assert(
    fc.property(fc.bigInt(), fc.integer({ min: 1, max: 50 }), (nanos, factor) => {
      const amount = { currencyCode: "GBP", nanos };
      const copies = new Array(factor - 1).fill(amount);
      assert.deepEqual(multiplyAmount(amount, factor), addAmounts(amount, ...copies));
    }),
  );
});

test("multiplyAmount throws when the factor is no safe integer", () => {
  for (const factor of [0.5, Number.NaN, 2 ** 53]) {
    assert.throws(
      () => multiplyAmount({ currencyCode: "GBP", nanos: 1n }, factor),
      new RangeError(`Factor "${factor}" must be a safe integer`),
    );
  }
});
