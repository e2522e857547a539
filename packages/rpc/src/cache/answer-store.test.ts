import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { create } from "@bufbuild/protobuf";
import type { UnaryResponse } from "@connectrpc/connect";
import { MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { createAnswerStore } from "./answer-store.ts";

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

const cacheable = { "cache-control": "max-age=5, stale-if-error=60", kind: "test" };

test("answer store gives each reader a copy, with its headers, trailers and age", () => {
  let now = 0;
  const store = createAnswerStore({ now: () => now });
  store.put("a", answer("EUR", cacheable));
  now = 3_999;
  const first = store.get("a")?.read();
  assert.ok(first);
  assert.equal(first.header.get("age"), "3");
  assert.equal(first.header.get("kind"), "test");
  assert.equal(first.trailer.get("tail"), "wags");
  Object.assign(first.message, { currencyCode: "changed" });
  first.header.set("kind", "changed");
  const second = store.get("a")?.read();
  assert.deepEqual(second?.message, create(MoneySchema, { currencyCode: "EUR" }));
  assert.equal(second?.header.get("kind"), "test");
});

test("answer store counts at least the memory that it takes", () => {
  setFlagsFromString("--expose-gc");
  const collect: () => void = runInNewContext("gc");
  const used = () => {
    collect();
    const { heapUsed, external } = process.memoryUsage();
    return heapUsed + external;
  };
  const store = createAnswerStore();
  const header = { ...cacheable, date: "Mon, 23 Nov 2026 01:28:47 GMT", "content-length": "15" };
  store.put("warm", answer("EUR", header));
  const before = used();
  for (let i = 0; i < 4_000; i++) store.put(`${i}`, answer(`EUR ${i}`, header));
  const taken = used() - before;
  assert.equal(store.size.evicted, 0);
  assert.ok(taken <= store.size.bytes, `${taken} bytes are taken, ${store.size.bytes} counted`);
});

test("answer store counts the age that an answer came with", () => {
  const store = createAnswerStore({ now: () => 0 });
  const kept = store.put("a", answer("EUR", { ...cacheable, age: "4" }));
  assert.equal(kept?.ageMs(), 4_000);
});

test("answer store forgets an answer when no rule allows its use any more", () => {
  let now = 0;
  const store = createAnswerStore({ now: () => now });
  store.put("a", answer("EUR", cacheable));
  now = 65_000;
  assert.ok(store.get("a"));
  now = 65_001;
  assert.equal(store.get("a"), undefined);
  assert.equal(store.size.bytes, 0);
});

test("answer store keeps nothing that may not be kept, nor what it replaces", () => {
  const store = createAnswerStore();
  store.put("a", answer("EUR", cacheable));
  assert.equal(store.put("a", answer("EUR", { "cache-control": "no-store" })), undefined);
  assert.equal(store.get("a"), undefined);
  assert.equal(store.size.bytes, 0);
});

test("answer store stays within its bounds and drops the least recently used", () => {
  const store = createAnswerStore({ maxBytes: 10_000 });
  store.put("a", answer("AAA", cacheable));
  store.put("b", answer("BBB", cacheable));
  store.put("c", answer("CCC", cacheable));
  store.get("a");
  store.put("d", answer("DDD", cacheable));
  assert.deepEqual(
    ["a", "b", "c", "d"].map((key) => store.get(key) !== undefined),
    [true, false, true, true],
  );
  assert.equal(store.size.evicted, 1);
  assert.ok(store.size.bytes <= 10_000);
  store.put("e", answer("E".repeat(10_000), cacheable));
  assert.equal(store.get("e"), undefined);
  assert.equal(store.size.answers, 3);
});
