import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseAmount } from "./parse-amount.ts";
import { roundAmount } from "./round-amount.ts";

const rounded = (text: string, code: string) => roundAmount(parseAmount(text, code));

test("roundAmount rounds to the nearest when there is one", () => {
  assert.deepEqual(rounded("17.682441397", "EUR"), parseAmount("17.68", "EUR"));
  assert.deepEqual(rounded("17.685000001", "EUR"), parseAmount("17.69", "EUR"));
  assert.deepEqual(rounded("1005.162317558", "JPY"), parseAmount("1005", "JPY"));
  assert.deepEqual(rounded("-0.999", "USD"), parseAmount("-1", "USD"));
});

test("roundAmount takes the even neighbour when it is half-way", () => {
  assert.deepEqual(rounded("0.125", "USD"), parseAmount("0.12", "USD"));
  assert.deepEqual(rounded("0.135", "USD"), parseAmount("0.14", "USD"));
  assert.deepEqual(rounded("-0.125", "USD"), parseAmount("-0.12", "USD"));
  assert.deepEqual(rounded("2.5", "JPY"), parseAmount("2", "JPY"));
  assert.deepEqual(rounded("-3.5", "JPY"), parseAmount("-4", "JPY"));
});

test("roundAmount moves by half a step at most and is odd in its sign, whatever the amount", () => {
  fc.assert(
    fc.property(fc.constantFrom("USD", "JPY", "KWD"), fc.bigInt(), (currencyCode, nanos) => {
      const step = { USD: 10_000_000n, JPY: 1_000_000_000n, KWD: 1_000_000n }[currencyCode] ?? 1n;
      const result = roundAmount({ currencyCode, nanos }).nanos;
      const moved = 2n * (result - nanos);
      assert.equal(result % step, 0n);
      assert.ok(moved <= step && moved >= -step);
      assert.equal(roundAmount({ currencyCode, nanos: -nanos }).nanos, -result);
      assert.equal(roundAmount({ currencyCode, nanos: result }).nanos, result);
    }),
  );
});
