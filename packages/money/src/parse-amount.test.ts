import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseAmount } from "./parse-amount.ts";

test("parseAmount keeps every digit when there are up to nine after the point", () => {
  assert.deepEqual(parseAmount("19.99", "USD"), { currencyCode: "USD", nanos: 19_990_000_000n });
  assert.equal(parseAmount("-0.000000001", "USD").nanos, -1n);
  assert.equal(parseAmount("7", "JPY").nanos, 7_000_000_000n);
});

test("parseAmount returns the number written when it is any decimal of nanos", () => {
  const digits = fc.bigInt({ min: 0n, max: 10n ** 19n - 1n });
  const fraction = fc.stringMatching(/^\d{9}$/);
  fc.assert(
    fc.property(fc.constantFrom("", "-"), digits, fraction, (sign, units, nanos) => {
      const expected = units * 1_000_000_000n + BigInt(nanos);
      assert.equal(
        parseAmount(`${sign}${units}.${nanos}`, "EUR").nanos,
        sign ? -expected : expected,
      );
    }),
  );
});

test("parseAmount throws when the text is no decimal number of nanos", () => {
  const wrong = ["", " 1", "1.", ".5", "1e3", "+1", "0x1", "1,5", "1.0000000001", "9".repeat(20)];
  for (const text of wrong) {
    assert.throws(() => parseAmount(text, "EUR"), RangeError, text);
  }
});

test("parseAmount quotes only the beginning when the text is long", () => {
  assert.throws(
    () => parseAmount("x".repeat(1_000_000), "EUR"),
    (error) => error instanceof RangeError && error.message.length < 200,
  );
});
