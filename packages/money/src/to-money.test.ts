import assert from "node:assert/strict";
import { test } from "node:test";
import { parseAmount } from "./parse-amount.ts";
import { toMoney } from "./to-money.ts";

test("toMoney gives units and nanos the sign of the amount", () => {
  const { currencyCode, units, nanos } = toMoney(parseAmount("-19.99", "USD"));
  assert.deepEqual([currencyCode, units, nanos], ["USD", -19n, -990_000_000]);
});

test("toMoney reaches both ends of an int64 and throws beyond them", () => {
  assert.equal(toMoney(parseAmount("9223372036854775807.999999999", "USD")).units, 2n ** 63n - 1n);
  assert.equal(toMoney(parseAmount("-9223372036854775808.999999999", "USD")).units, -(2n ** 63n));
  assert.throws(
    () => toMoney(parseAmount("9223372036854775808", "USD")),
    new RangeError('An amount of 9223372036854775808 "USD" is more than a Money can hold'),
  );
  assert.throws(() => toMoney(parseAmount("-9223372036854775809", "USD")), RangeError);
});
