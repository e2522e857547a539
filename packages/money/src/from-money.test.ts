import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import fc from "fast-check";
import { fromMoney } from "./from-money.ts";
import { toMoney } from "./to-money.ts";

const money = (units: bigint, nanos: number) =>
  create(MoneySchema, { currencyCode: "USD", units, nanos });

test("fromMoney returns what toMoney was given, whatever the amount", () => {
  const max = 2n ** 63n * 1_000_000_000n - 1n;
  fc.assert(
    fc.property(fc.bigInt({ min: -max, max }), (nanos) => {
      const amount = { currencyCode: "USD", nanos };
      assert.deepEqual(fromMoney(toMoney(amount)), amount);
    }),
  );
});

test("fromMoney accepts any sign of nanos when the units are zero", () => {
  assert.equal(fromMoney(money(0n, -5)).nanos, -5n);
  assert.equal(fromMoney(money(0n, 5)).nanos, 5n);
});

test("fromMoney throws when units and nanos differ in sign", () => {
  const message = 'The units and nanos of an amount must have one sign, not "1" and "-1"';
  assert.throws(() => fromMoney(money(1n, -1)), new RangeError(message));
  assert.throws(() => fromMoney(money(-1n, 1)), RangeError);
});

test("fromMoney throws when the nanos make a unit or more", () => {
  const message = 'The nanos of an amount must be from -999999999 to 999999999, not "1000000000"';
  assert.throws(() => fromMoney(money(1n, 1_000_000_000)), new RangeError(message));
  assert.throws(() => fromMoney(money(-1n, -1_000_000_000)), RangeError);
});
