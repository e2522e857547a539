import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { instanceName } from "./dns-names.ts";
import { createRecordCache } from "./record-cache.ts";
import { listOf } from "./testing/announcement-of.ts";
import { toRecords } from "./to-records.ts";

const shop = "test";
const instance = createInstance("cart");
const name = instanceName(instance.id);
const records = toRecords(instance, { shop });

test("a record is asked for at 80, 85, 90 and 95% of its time, and forgotten at its end", () => {
  const cache = createRecordCache({ isWanted: () => true });
  cache.hear(listOf(records), 0);
  const asked: number[] = [];
  let nowMs = 0;
  for (;;) {
    const { questions, expired, nextMs } = cache.sweep(nowMs);
    if (questions.some(({ type }) => type === "SRV")) asked.push(nowMs / 120_000);
    if (expired.has(name)) break;
    assert.ok(nextMs > nowMs);
    nowMs = nextMs;
  }
  assert.equal(nowMs, 120_000);
  assert.equal(asked.length, 4);
  for (const [index, part] of [0.8, 0.85, 0.9, 0.95].entries()) {
    const at = asked[index] ?? 0;
    assert.ok(at >= part && at <= part + 0.02, `${at}`);
  }
  assert.equal(cache.resolve(name), undefined);
});

test("a record that nobody looks for is not asked for", () => {
  const cache = createRecordCache({ isWanted: () => false });
  cache.hear(listOf(records), 0);
  const { questions, nextMs } = cache.sweep(119_000);
  assert.deepEqual(questions, []);
  assert.equal(nextMs, 120_000);
});

test("a record that is heard again lives on", () => {
  const cache = createRecordCache({ isWanted: () => true });
  cache.hear(listOf(records), 0);
  cache.hear(listOf(records), 100_000);
  assert.equal(cache.sweep(150_000).expired.size, 0);
  assert.deepEqual(cache.resolve(name), { instance, shop });
});

test("a goodbye for another address than the one that is known changes nothing", () => {
  const cache = createRecordCache({ isWanted: () => true });
  cache.hear(listOf(records), 0);
  const { srv } = records;
  cache.hear([{ ...srv, ttl: 0, data: { ...srv.data, port: srv.data.port ^ 1 } }], 10);
  assert.deepEqual(cache.resolve(name), { instance, shop });
  cache.hear([{ ...srv, ttl: 0 }], 10);
  assert.equal(cache.resolve(name), undefined);
});

test("an address with the cache-flush bit replaces those of more than a second ago", () => {
  const cache = createRecordCache({ isWanted: () => true });
  const { srv, txt, address } = records;
  const address2 = { ...address, data: "127.0.0.2", flush: false };
  cache.hear([srv, txt, address], 0);
  cache.hear([address2], 5_000);
  cache.hear([{ ...address, ttl: 0, flush: false }], 5_000);
  assert.ok(cache.resolve(name)?.instance.address.startsWith("127.0.0.2:"));
  cache.hear([{ ...address, data: "127.0.0.3" }], 7_000);
  cache.hear([{ ...address, ttl: 0, flush: false, data: "127.0.0.3" }], 7_000);
  assert.equal(cache.resolve(name), undefined);
});

test("an IPv4 address is used before an IPv6 address", () => {
  const cache = createRecordCache({ isWanted: () => true });
  const { srv, txt, address } = records;
  const ipv6 = { ...address, type: "AAAA", data: "fe80::1" } as const;
  cache.hear([srv, txt, ipv6], 0);
  assert.match(cache.resolve(name)?.instance.address ?? "", /^\[fe80::1\]:/);
  cache.hear([address], 0);
  cache.hear([ipv6], 0);
  assert.equal(cache.resolve(name)?.instance.address, instance.address);
});

test("an address of a host that no instance is on is not kept", () => {
  const cache = createRecordCache({ isWanted: () => true });
  const { srv, txt, address } = records;
  assert.equal(cache.hear([address], 0).size, 0);
  cache.hear([srv, txt], 0);
  assert.equal(cache.resolve(name), undefined);
});

test("among too many instances the oldest that nobody looks for gives way", () => {
  const cache = createRecordCache({ isWanted: (each) => each === name });
  const others = Array.from({ length: 1_000 }, () => createInstance("false"));
  cache.hear(listOf(records), 0);
  for (const other of others) cache.hear(listOf(toRecords(other, { shop })), 0);
  assert.deepEqual(cache.resolve(name), { instance, shop });
  const [first, second] = others.map(({ id }) => instanceName(id));
  assert.equal(cache.resolve(first ?? ""), undefined);
  assert.notEqual(cache.resolve(second ?? ""), undefined);
});

test("among too many instances that are looked for only one that may go gives way", () => {
  let mayGo = (_: string) => false;
  let crowded = 0;
  const cache = createRecordCache({
    isWanted: () => true,
    mayGo: (each) => mayGo(each),
    onCrowded: () => crowded++,
  });
  const known = Array.from({ length: 1_000 }, () => createInstance("false"));
  const isKnown = ({ id }: { readonly id: string }) =>
    cache.resolve(instanceName(id)) !== undefined;
  for (const each of known) cache.hear(listOf(toRecords(each, { shop })), 0);
  assert.equal(crowded, 0);
  cache.hear(listOf(records), 0);
  assert.equal(isKnown(instance), false);
  const [first, second] = known;
  assert.ok(first && second);
  mayGo = (each) => each === instanceName(second.id);
  // It goes round: one hundred at a time are looked at.
  for (let count = 0; count < 10; count++) cache.hear(listOf(records), 0);
  assert.deepEqual([instance, first, second].map(isKnown), [true, true, false]);
  assert.ok(crowded > 0);
});
