import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { convertAmount } from "./convert-amount.ts";
import { parseAmount } from "./parse-amount.ts";
import { parseRates } from "./rates.ts";

const rates = parseRates({ EUR: "1.0", USD: "1.1305", JPY: "126.40" });
const codes = fc.constantFrom("EUR", "USD", "JPY");

test("convertAmount truncates the exact quotient when it does not end", () => {
  assert.deepEqual(
    convertAmount(parseAmount("19.99", "USD"), "EUR", rates),
    parseAmount("17.682441397", "EUR"),
  );
});

test("convertAmount truncates once when it goes from one foreign currency to another", () => {
  // 8.99 / 1.1305 * 126.40 = 1005.1623175586...; truncated at the euro it would end in 433.
  assert.deepEqual(
    convertAmount(parseAmount("8.99", "USD"), "JPY", rates),
    parseAmount("1005.162317558", "JPY"),
  );
});

test("convertAmount returns the same amount when the currency stays", () => {
  fc.assert(
    fc.property(codes, fc.bigInt(), (currencyCode, nanos) => {
      const amount = { currencyCode, nanos };
      assert.deepEqual(convertAmount(amount, currencyCode, rates), amount);
    }),
  );
});

test("convertAmount is within a nano of the exact quotient, toward zero, whatever the amount", () => {
  fc.assert(
    fc.property(codes, codes, fc.bigInt(), (from, to, nanos) => {
      const rateFrom = rates.get(from) ?? 0n;
      const rateTo = rates.get(to) ?? 0n;
      const error =
        nanos * rateTo - convertAmount({ currencyCode: from, nanos }, to, rates).nanos * rateFrom;
      assert.ok(nanos < 0n ? error <= 0n && error > -rateFrom : error >= 0n && error < rateFrom);
    }),
  );
});

test("convertAmount throws when either currency has no rate", () => {
  const unsupported = new RangeError("unsupported currency: XYZ");
  assert.throws(() => convertAmount(parseAmount("1", "XYZ"), "EUR", rates), unsupported);
  assert.throws(() => convertAmount(parseAmount("1", "EUR"), "XYZ", rates), unsupported);
});
