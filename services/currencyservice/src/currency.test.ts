import assert from "node:assert/strict";
import { test } from "node:test";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { parseRates } from "@hipstershop/money";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import fc from "fast-check";
import { createCurrency } from "./currency.ts";
import table from "./rates.json" with { type: "json" };

const client = createClient(
  CurrencyService,
  createRouterTransport(({ service }) => {
    service(CurrencyService, createCurrency(parseRates(table.rates)));
  }),
);

const usd = (units: bigint, nanos = 0) => ({ currencyCode: "USD", units, nanos });
const money = (init: MessageInitShape<typeof MoneySchema>) => create(MoneySchema, init);
const invalid = (message: string) => (error: unknown) =>
  error instanceof ConnectError &&
  error.code === Code.InvalidArgument &&
  error.rawMessage === message;

test("getSupportedCurrencies returns the 33 codes in the order of the rates", async () => {
  const { currencyCodes } = await client.getSupportedCurrencies({});
  assert.equal(currencyCodes.length, 33);
  assert.deepEqual(currencyCodes, Object.keys(table.rates));
  assert.deepEqual(currencyCodes.slice(0, 3), ["EUR", "USD", "JPY"]);
});

test("convert truncates the exact result to nanos", async () => {
  assert.deepEqual(
    await client.convert({ from: usd(19n, 990_000_000), toCode: "EUR" }),
    money({ currencyCode: "EUR", units: 17n, nanos: 682_441_397 }),
  );
  assert.deepEqual(
    await client.convert({ from: usd(-8n, -990_000_000), toCode: "JPY" }),
    money({ currencyCode: "JPY", units: -1005n, nanos: -162_317_558 }),
  );
});

test("convert returns the same amount when the currency stays", async () => {
  const currency = fc.constantFrom(...Object.keys(table.rates));
  await fc.assert(
    fc.asyncProperty(currency, fc.bigInt({ min: 0n, max: 2n ** 63n - 1n }), async (code, units) => {
      const from = money({ currencyCode: code, units, nanos: 999_999_999 });
      assert.deepEqual(await client.convert({ from, toCode: code }), from);
    }),
  );
});

test("convert refuses an unknown currency, from or to", async () => {
  for (const code of ["XYZ", "usd", "", "__proto__"]) {
    const refused = invalid(`unsupported currency: ${code}`);
    await assert.rejects(client.convert({ from: usd(1n), toCode: code }), refused);
    const from = { currencyCode: code, units: 1n };
    await assert.rejects(client.convert({ from, toCode: "EUR" }), refused);
  }
});

test("convert quotes only the beginning of a code when it is long", async () => {
  const code = "X".repeat(100_000);
  await assert.rejects(
    client.convert({ from: usd(1n), toCode: code }),
    (error: ConnectError) => error.code === Code.InvalidArgument && error.message.length < 200,
  );
});

test("convert refuses an amount that is missing, malformed or beyond an int64", async () => {
  await assert.rejects(
    client.convert({ toCode: "EUR" }),
    invalid("the amount to convert is missing"),
  );
  await assert.rejects(
    client.convert({ from: usd(1n, -1), toCode: "EUR" }),
    invalid('The units and nanos of an amount must have one sign, not "1" and "-1"'),
  );
  await assert.rejects(
    client.convert({ from: usd(0n, 1_000_000_000), toCode: "EUR" }),
    invalid('The nanos of an amount must be from -999999999 to 999999999, not "1000000000"'),
  );
  await assert.rejects(
    client.convert({ from: usd(2n ** 63n - 1n), toCode: "IDR" }),
    (error: ConnectError) =>
      error.code === Code.InvalidArgument && /more than a Money can hold$/.test(error.message),
  );
});

test("convertAll returns what convert returns for each, in order", async () => {
  const from = [usd(19n, 990_000_000), { currencyCode: "GBP", units: 3n }, usd(0n)];
  const { results } = await client.convertAll({ from, toCode: "EUR" });
  assert.deepEqual(
    results,
    await Promise.all(from.map((amount) => client.convert({ from: amount, toCode: "EUR" }))),
  );
});

test("convertAll refuses all amounts when one is refused, or when there are too many", async () => {
  const from = [usd(1n), { currencyCode: "XYZ", units: 1n }];
  await assert.rejects(
    client.convertAll({ from, toCode: "EUR" }),
    invalid("unsupported currency: XYZ"),
  );
  await assert.rejects(
    client.convertAll({ from: new Array(1_001).fill(usd(1n)), toCode: "EUR" }),
    invalid("at most 1000 amounts can be converted at once, got 1001"),
  );
});

test("createCurrency lets callers cache answers, but not errors", async () => {
  const headers: (string | null)[] = [];
  const onHeader = (header: Headers) => headers.push(header.get("cache-control"));
  await client.getSupportedCurrencies({}, { onHeader });
  await client.convert({ from: usd(1n), toCode: "EUR" }, { onHeader });
  await client.convertAll({ from: [usd(1n)], toCode: "EUR" }, { onHeader });
  assert.deepEqual(headers, new Array(3).fill("max-age=300, stale-if-error=60"));
  await assert.rejects(
    client.convert({ from: usd(1n), toCode: "XYZ" }),
    (error: ConnectError) => error.metadata.get("cache-control") === null,
  );
});
