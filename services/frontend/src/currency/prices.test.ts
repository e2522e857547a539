import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { formatAmount } from "@hipstershop/money";
import { type Money, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";
import { convertPrices } from "./prices.ts";

const usd = (units: bigint, nanos = 0) =>
  create(MoneySchema, { currencyCode: "USD", units, nanos });

/** A visitor who pays in euros, at a rate of two. */
function visitor() {
  const asked: string[][] = [];
  const convertAll = async ({ from, toCode }: { from: Money[]; toCode: string }) => {
    asked.push(from.map(({ units, nanos }) => `${units}.${nanos}`));
    const results = from.map((money) => ({
      ...money,
      currencyCode: toCode,
      units: money.units * 2n,
    }));
    return { results };
  };
  const services = { currency: { convertAll } } as unknown as Services;
  const visit = { currency: "EUR", spells: { worked() {} } } as unknown as Visit;
  const convert = async (...prices: (Money | undefined)[]) =>
    (await convertPrices(services, visit, prices)).map(formatAmount);
  return { asked, convert };
}

test("convertPrices asks for the same prices in the same way, in whatever order a page has them", async () => {
  const { asked, convert } = visitor();
  const [mug, loafers, watch] = [usd(8n, 990_000_000), usd(89n, 990_000_000), usd(109n)];
  assert.deepEqual(await convert(watch, mug, loafers), ["€218.00", "€16.99", "€178.99"]);
  assert.deepEqual(await convert(mug, loafers, watch), ["€16.99", "€178.99", "€218.00"]);
  assert.deepEqual(asked[0], ["8.990000000", "89.990000000", "109.0"]);
  assert.deepEqual(asked[1], asked[0]);
});

test("convertPrices asks for a price once, however often a page shows it", async () => {
  const { asked, convert } = visitor();
  assert.deepEqual(await convert(usd(5n), undefined, usd(2n), usd(5n)), [
    "€10.00",
    "€0.00",
    "€4.00",
    "€10.00",
  ]);
  assert.deepEqual(asked, [["0.0", "2.0", "5.0"]]);
});
