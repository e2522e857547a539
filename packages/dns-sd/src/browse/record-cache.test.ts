import assert from "node:assert/strict";
import { test } from "node:test";
import { announced, toRecords } from "../messages/to-records.ts";
import { asFound, createService, names } from "../testing/create-service.ts";
import { createRecordCache } from "./record-cache.ts";

const service = createService("cart");
const name = names.service(service.name);
const records = toRecords(names, service);

test("a record is asked for at 80, 85, 90 and 95% of its time, and forgotten at its end", () => {
  const cache = createRecordCache({ names, isWanted: () => true });
  cache.hear(announced(records), 0);
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
  const cache = createRecordCache({ names, isWanted: () => false });
  cache.hear(announced(records), 0);
  const { questions, nextMs } = cache.sweep(119_000);
  assert.deepEqual(questions, []);
  assert.equal(nextMs, 120_000);
});

test("a record that is heard again lives on", () => {
  const cache = createRecordCache({ names, isWanted: () => true });
  cache.hear(announced(records), 0);
  cache.hear(announced(records), 100_000);
  assert.equal(cache.sweep(150_000).expired.size, 0);
  assert.deepEqual(cache.resolve(name), asFound(service));
});

test("a goodbye for another address than the one that is known changes nothing", () => {
  const cache = createRecordCache({ names, isWanted: () => true });
  cache.hear(announced(records), 0);
  const { srv } = records;
  cache.hear([{ ...srv, ttl: 0, data: { ...srv.data, port: srv.data.port ^ 1 } }], 10);
  assert.deepEqual(cache.resolve(name), asFound(service));
  cache.hear([{ ...srv, ttl: 0 }], 10);
  assert.equal(cache.resolve(name), undefined);
});

test("an address with the cache-flush bit replaces those of more than a second ago", () => {
  const cache = createRecordCache({ names, isWanted: () => true });
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
  const cache = createRecordCache({ names, isWanted: () => true });
  const { srv, txt, address } = records;
  const ipv6 = { ...address, type: "AAAA", data: "fe80::1" } as const;
  cache.hear([srv, txt, ipv6], 0);
  assert.equal(cache.resolve(name)?.address, "fe80::1");
  cache.hear([address], 0);
  cache.hear([ipv6], 0);
  assert.equal(cache.resolve(name)?.address, service.address);
});

test("an address of a host that no service is on is not kept", () => {
  const cache = createRecordCache({ names, isWanted: () => true });
  const { srv, txt, address } = records;
  assert.equal(cache.hear([address], 0).size, 0);
  cache.hear([srv, txt], 0);
  assert.equal(cache.resolve(name), undefined);
});

test("among too many services the oldest that nobody looks for gives way", () => {
  const cache = createRecordCache({ names, isWanted: (each) => each === name });
  const others = Array.from({ length: 1_000 }, () => createService("false"));
  cache.hear(announced(records), 0);
  for (const other of others) cache.hear(announced(toRecords(names, other)), 0);
  assert.deepEqual(cache.resolve(name), asFound(service));
  const [first, second] = others.map((each) => names.service(each.name));
  assert.equal(cache.resolve(first ?? ""), undefined);
  assert.notEqual(cache.resolve(second ?? ""), undefined);
});

test("among too many services that are looked for only one that may go gives way", () => {
  let mayGo = (_: string) => false;
  let crowded = 0;
  const cache = createRecordCache({
    names,
    isWanted: () => true,
    mayGo: (each) => mayGo(each),
    onCrowded: () => crowded++,
  });
  const known = Array.from({ length: 1_000 }, () => createService("false"));
  const isKnown = ({ name }: { readonly name: string }) =>
    cache.resolve(names.service(name)) !== undefined;
  for (const each of known) cache.hear(announced(toRecords(names, each)), 0);
  assert.equal(crowded, 0);
  cache.hear(announced(records), 0);
  assert.equal(isKnown(service), false);
  const [first, second] = known;
  assert.ok(first && second);
  mayGo = (each) => each === names.service(second.name);
  // It goes round: one hundred at a time are looked at.
  for (let count = 0; count < 10; count++) cache.hear(announced(records), 0);
  assert.deepEqual([service, first, second].map(isKnown), [true, true, false]);
  assert.ok(crowded > 0);
});
