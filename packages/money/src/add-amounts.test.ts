import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { addAmounts } from "./add-amounts.ts";
import { parseAmount } from "./parse-amount.ts";

const usd = (nanos: bigint) => ({ currencyCode: "USD", nanos });

test("addAmounts returns the exact sum when all amounts are in one currency", () => {
  const lines = ["0.1", "0.2", "-0.05"].map((text) => parseAmount(text, "USD"));
  assert.deepEqual(addAmounts(usd(0n), ...lines), parseAmount("0.25", "USD"));
});

test("addAmounts gives the same sum when the order changes", () => {
  fc.assert(
    fc.property(fc.array(fc.bigInt(), { minLength: 1 }), (amounts) => {
      const [first = 0n, ...rest] = amounts;
      const [last = 0n, ...before] = amounts.toReversed();
      assert.deepEqual(
        addAmounts(usd(first), ...rest.map(usd)),
        addAmounts(usd(last), ...before.map(usd)),
      );
    }),
  );
});

test("addAmounts throws when the currencies differ", () => {
  assert.throws(
    () => addAmounts(usd(1n), { currencyCode: "EUR", nanos: 1n }),
    new RangeError('Cannot add "EUR" to "USD"'),
  );
});
