import assert from "node:assert/strict";
import { test } from "node:test";
import { announced, toRecords } from "../messages/to-records.ts";
import { asFound, createService, names } from "../testing/create-service.ts";
import { createRecordCache } from "./record-cache.ts";

const service = createService("cart");
const name = names.service(service.name);
const records = toRecords(names, service);

test("a record is asked for at 80, 85, 90 and 95% of its time, and forgotten at its end", () => {
  const cache = createRecordCache(names);
  cache.hear(announced(records), 0);
  const asked: number[] = [];
  let nowMs = 0;
  for (;;) {
    const { questions, expired } = cache.sweep(nowMs, () => true);
    if (questions.some(({ type }) => type === "SRV")) asked.push(nowMs / 120_000);
    if (expired.has(name)) break;
    nowMs += 100;
  }
  assert.equal(nowMs, 120_000);
  assert.equal(asked.length, 4);
  for (const [index, part] of [0.8, 0.85, 0.9, 0.95].entries()) {
    const at = asked[index] ?? 0;
    assert.ok(at >= part && at <= part + 0.021, `${at}`);
  }
  assert.equal(cache.resolve(name), undefined);
});

test("a record that nobody looks for is not asked for", () => {
  const cache = createRecordCache(names);
  cache.hear(announced(records), 0);
  assert.deepEqual(cache.sweep(119_000, () => false).questions, []);
});

test("a record that is heard again lives on", () => {
  const cache = createRecordCache(names);
  cache.hear(announced(records), 0);
  cache.hear(announced(records), 100_000);
  assert.equal(cache.sweep(150_000, () => true).expired.size, 0);
  assert.deepEqual(cache.resolve(name), asFound(service));
});

test("a goodbye for another address than the one that is known changes nothing", () => {
  const cache = createRecordCache(names);
  cache.hear(announced(records), 0);
  const { srv } = records;
  cache.hear([{ ...srv, ttl: 0, data: { ...srv.data, port: srv.data.port ^ 1 } }], 10);
  assert.deepEqual(cache.resolve(name), asFound(service));
  cache.hear([{ ...srv, ttl: 0 }], 10);
  assert.equal(cache.resolve(name), undefined);
});

test("an address with the cache-flush bit replaces those of more than a second ago", () => {
  const cache = createRecordCache(names);
  const { srv, txt, address } = records;
  const address2 = { ...address, data: "127.0.0.2", flush: false };
  cache.hear([srv, txt, address], 0);
  cache.hear([address2], 5_000);
  cache.hear([{ ...address, ttl: 0, flush: false }], 5_000);
  assert.ok(cache.resolve(name)?.address === "127.0.0.2");
  cache.hear([{ ...address, data: "127.0.0.3" }], 7_000);
  cache.hear([{ ...address, ttl: 0, flush: false, data: "127.0.0.3" }], 7_000);
  assert.equal(cache.resolve(name), undefined);
});

test("an IPv4 address is used before an IPv6 address", () => {
  const cache = createRecordCache(names);
  const { srv, txt, address } = records;
  const ipv6 = { ...address, type: "AAAA", data: "fe80::1" } as const;
  cache.hear([srv, txt, ipv6], 0);
  assert.equal(cache.resolve(name)?.address, "fe80::1");
  cache.hear([address], 0);
  cache.hear([ipv6], 0);
  assert.equal(cache.resolve(name)?.address, service.address);
});

test("an address of a host that no service is on is not kept", () => {
  const cache = createRecordCache(names);
  const { srv, txt, address } = records;
  assert.equal(cache.hear([address], 0).size, 0);
  cache.hear([srv, txt], 0);
  assert.equal(cache.resolve(name), undefined);
});
