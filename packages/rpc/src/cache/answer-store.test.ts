import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { create, type MessageInitShape } from "@bufbuild/protobuf";
import type { UnaryResponse } from "@connectrpc/connect";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import {
  ProductCatalogService,
  type ProductSchema,
} from "@hipstershop/proto/hipstershop/product_catalog";
import { type AnswerStore, createAnswerStore } from "./answer-store.ts";

function answer(currencyCode: string, header: Record<string, string>): UnaryResponse {
  return {
    stream: false,
    service: CurrencyService,
    method: CurrencyService.method.convert,
    header: new Headers(header),
    trailer: new Headers({ tail: "wags" }),
    message: create(MoneySchema, { currencyCode }),
  };
}

const MIB = 2 ** 20;

const cacheable = { "cache-control": "max-age=5, stale-if-error=60", kind: "test" };

test("answer store gives readers a frozen message, and each its own headers and trailers", () => {
  let now = 0;
  const store = createAnswerStore(() => now);
  store.put("a", answer("EUR", { ...cacheable, age: "0" }));
  now = 3_999;
  const first = store.get("a")?.read();
  assert.ok(first);
  const { header } = first;
  assert.equal(header.get("age"), "3");
  assert.equal(header.get("kind"), "test");
  assert.equal(first.trailer.get("tail"), "wags");
  assert.throws(() => Object.assign(first.message, { currencyCode: "changed" }), TypeError);
  header.set("kind", "changed");
  const second = store.get("a")?.read();
  assert.deepEqual(second?.message, create(MoneySchema, { currencyCode: "EUR" }));
  assert.equal(second?.header.get("kind"), "test");
});

const header = { ...cacheable, date: "Mon, 23 Nov 2026 01:28:47 GMT", "content-length": "15" };

function productsAnswer(products: MessageInitShape<typeof ProductSchema>[]): UnaryResponse {
  const method = ProductCatalogService.method.listProducts;
  const message = create(method.output, { products });
  return { ...answer("", header), service: ProductCatalogService, method, message };
}

const umbrella = {
  id: "2ZYFJ3GM2N",
  name: "An umbrella \u2602",
  priceUsd: { currencyCode: "USD", units: 19n, nanos: 990_000_000 },
  categories: ["rain", "sun"],
};

// Of each more than the store has room for.
const ANSWERS: readonly (readonly [
  of: string,
  count: number,
  make: (i: number) => UnaryResponse,
])[] = [
  ["one amount", 8_000, (i) => answer(`EUR ${i}`, header)],
  ["a long text", 1_500, (i) => answer(`${i}`.repeat(5_000), header)],
  ["many products", 1_000, () => productsAnswer(Array(100).fill(umbrella))],
  ["many empty products", 300, () => productsAnswer(Array(1_000).fill({}))],
];

for (const [of, count, make] of ANSWERS) {
  test(`answer store takes no more than 16 MiB of memory for answers of ${of}`, async () => {
    setFlagsFromString("--expose-gc");
    const collect: () => void = runInNewContext("gc");
    const used = () => {
      // What the first one ends may hold on to more.
      collect();
      collect();
      const { heapUsed, external } = process.memoryUsage();
      return heapUsed + external;
    };
    const fill = (store: AnswerStore) => {
      for (let i = 0; i < count; i++) store.put(`${i}`, make(i));
      return store;
    };
    // Once before, because the code that is compiled meanwhile takes memory as well.
    fill(createAnswerStore());
    await new Promise(setImmediate);
    const before = used();
    const store = fill(createAnswerStore());
    const taken = used() - before;
    assert.equal(store.get("0"), undefined);
    assert.ok(taken <= 16 * MIB, `${taken} bytes are taken`);
    assert.ok(taken >= 4 * MIB, `${taken} bytes are taken, and no more are kept`);
  });
}

test("answer store counts the age that an answer came with", () => {
  const store = createAnswerStore(() => 0);
  const kept = store.put("a", answer("EUR", { ...cacheable, age: "4" }));
  assert.equal(kept?.ageMs(), 4_000);
});

test("answer store forgets an answer when it must not be used any more", () => {
  let now = 0;
  const store = createAnswerStore(() => now);
  store.put("a", answer("EUR", cacheable));
  now = 65_000;
  assert.ok(store.get("a"));
  now = 65_001;
  assert.equal(store.get("a"), undefined);
});

test("answer store drops the old answer when the new one must not be kept", () => {
  const store = createAnswerStore();
  store.put("a", answer("EUR", cacheable));
  assert.equal(store.put("a", answer("EUR", { "cache-control": "no-store" })), undefined);
  assert.equal(store.get("a"), undefined);
});

test("answer store drops the least recently used when room is short", () => {
  const store = createAnswerStore();
  const put = (key: string, mebibytes: number) =>
    store.put(key, answer(key.repeat(mebibytes * MIB), cacheable));
  const kept = () => ["a", "b", "c", "d", "e"].filter((key) => store.get(key));
  for (const key of ["a", "b", "c", "c", "c"]) put(key, 5);
  assert.deepEqual(kept(), ["a", "b", "c"]);
  store.get("a");
  put("d", 5);
  assert.deepEqual(kept(), ["a", "c", "d"]);
  put("e", 16);
  assert.deepEqual(kept(), ["a", "c", "d"]);
});
