import assert from "node:assert/strict";
import { test } from "node:test";
import { currencyDigits } from "./currency-digits.ts";

test("currencyDigits returns the minor unit of ISO 4217 when the currency has one of its own", () => {
  const digits = { USD: 2, HUF: 2, IDR: 2, JPY: 0, KRW: 0, ISK: 0, KWD: 3, CLF: 4 };
  for (const [code, count] of Object.entries(digits))
    assert.equal(currencyDigits(code), count, code);
});

test("currencyDigits returns two when the currency is unknown", () => {
  assert.equal(currencyDigits("XYZ"), 2);
  assert.equal(currencyDigits(""), 2);
});
