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

const MIB = 2 ** 20;

const cacheable = { "cache-control": "max-age=5, stale-if-error=60", kind: "test" };

test("answer store gives each reader a copy, with its headers, trailers and age", () => {
  let now = 0;
  const store = createAnswerStore(() => now);
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

test("answer store takes no more than 16 MiB of memory", () => {
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
  for (let i = 0; i < 8_000; i++) store.put(`${i}`, answer(`EUR ${i}`, header));
  const taken = used() - before;
  assert.equal(store.get("0"), undefined);
  assert.ok(store.get("4000"));
  assert.ok(taken <= 16 * MIB, `${taken} bytes are taken`);
});

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
