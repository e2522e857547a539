import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import type { Instance } from "../registry.ts";
import { createSigner, type Says } from "./signature.ts";
import { listOf } from "./testing/announcement-of.ts";
import { type InstanceRecords, toRecords } from "./to-records.ts";

const shop = "test";
const START_MS = 1_800_000_000_000;

/** Two processes with clocks that a test sets. */
function open({ secret = "secret" } = {}) {
  const clock = { nowMs: START_MS, senderAheadMs: 0 };
  const sender = createSigner(secret, () => clock.nowMs + clock.senderAheadMs);
  const receiver = createSigner("secret", () => clock.nowMs);
  const say = (instance: Instance, says: Says): InstanceRecords =>
    toRecords(instance, {
      shop,
      text: sender.sign(instance, shop, says),
      ...(says === "goes" && { ttl: 0 }),
    });
  const believed = (records: InstanceRecords) => receiver.believe(listOf(records)).length;
  return { clock, say, believed };
}

test("believe returns all that bears a good mark", () => {
  const { say, believed } = open();
  assert.equal(believed(say(createInstance("cart"), "is")), 5);
  assert.equal(believed(say(createInstance("cart"), "goes")), 5);
});

test("believe returns nothing that another secret marked", () => {
  const { say, believed } = open({ secret: "guess" });
  assert.equal(believed(say(createInstance("cart"), "is")), 0);
});

test("believe returns nothing when any part was changed", () => {
  const { say, believed } = open();
  const records = say(createInstance("cart"), "is");
  const { srv, txt, address } = records;
  const text = (from: RegExp, to: string) => ({
    txt: { ...txt, data: txt.data.map((each) => each.replace(from, to)) },
  });
  const changes: Partial<InstanceRecords>[] = [
    { srv: { ...srv, data: { ...srv.data, port: srv.data.port ^ 1 } } },
    { srv: { ...srv, ttl: 0 } },
    { address: { ...address, data: "127.0.0.2" } },
    text(/^version=.*/, "version=2"),
    text(/^service=.*/, "service=other"),
    text(/^shop=.*/, "shop=other"),
    text(/^zone=.*/, "zone=other"),
    text(/^time=.*/, `time=${START_MS + 5_000}`),
    text(/^signature=.*/, "signature="),
    text(/^signature=.*/, "other=1"),
  ];
  for (const change of changes) {
    assert.equal(believed({ ...records, ...change }), 0, JSON.stringify(change));
  }
  assert.equal(believed(records), 5);
});

test("believe returns no record that says the contrary of what was marked", () => {
  const { say, believed } = open();
  const records = say(createInstance("cart"), "is");
  const { subtype, txt, address } = records;
  assert.equal(believed({ ...records, subtype: { ...subtype, ttl: 0 } }), 4);
  assert.equal(believed({ ...records, address: { ...address, ttl: 0 } }), 0);
  assert.equal(believed({ ...records, txt: { ...txt, ttl: 0 } }), 0);
});

test("believe returns nothing when the mark is older than five minutes, or from the future", () => {
  const { clock, say, believed } = open();
  const records = say(createInstance("cart"), "is");
  clock.nowMs += 300_000;
  assert.equal(believed(records), 5);
  clock.nowMs += 1;
  assert.equal(believed(records), 0);
  clock.nowMs = START_MS - 300_001;
  assert.equal(believed(records), 0);
});

test("believe returns nothing when an announcement from before the goodbye is played again", () => {
  const { say, believed } = open();
  const instance = createInstance("cart");
  const early = say(instance, "is");
  assert.equal(believed(early), 5);
  assert.equal(believed(say(instance, "goes")), 5);
  assert.equal(believed(early), 0);
  assert.equal(believed(say(instance, "is")), 5);
});

test("sign makes a mark that is believed when a clock that was fast has been set right", () => {
  const { clock, say, believed } = open();
  const instance = createInstance("cart");
  clock.senderAheadMs = 600_000;
  assert.equal(believed(say(instance, "is")), 0);
  clock.senderAheadMs = 0;
  assert.equal(believed(say(instance, "is")), 5);
  const early = say(instance, "is");
  assert.equal(believed(say(instance, "goes")), 5);
  assert.equal(believed(early), 0);
  assert.equal(believed(say(instance, "is")), 5);
});

test("sign makes a goodbye that outdoes what a clock said that was fast", () => {
  for (const aheadMs of [200_000, 600_000]) {
    const { clock, say, believed } = open();
    const instance = createInstance("cart");
    clock.senderAheadMs = aheadMs;
    const fast = say(instance, "is");
    clock.senderAheadMs = 0;
    assert.equal(believed(say(instance, "is")), 5);
    clock.nowMs = Math.max(START_MS, START_MS + aheadMs - 299_999);
    assert.equal(believed(fast), 5);
    assert.equal(believed(say(instance, "goes")), 5);
    assert.equal(believed(fast), 0);
  }
});
