import assert from "node:assert/strict";
import { test } from "node:test";
import type { Says, Service } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import type { Instance } from "../registry.ts";
import { createSigner } from "./signer.ts";
import { toService } from "./to-service.ts";

const START_MS = 1_800_000_000_000;

/** What one process announces, and another verifies. */
interface Said {
  readonly service: Service;
  readonly says: Says;
}

/** Two processes with clocks that a test sets. */
function open({ secret = "secret" } = {}) {
  const clock = { nowMs: START_MS, senderAheadMs: 0 };
  const sender = createSigner(secret, () => clock.nowMs + clock.senderAheadMs);
  const receiver = createSigner("secret", () => clock.nowMs);
  const say = (instance: Instance, says: Says): Said => {
    const local = toService(instance, { shopName: "test", host: "127.0.0.1" });
    const service = { ...local, address: local.address ?? assert.fail() };
    const txt = new Map([...service.txt, ...sender.sign(service, says)]);
    return { service: { ...service, txt }, says };
  };
  const isGood = ({ service, says }: Said) => receiver.verify(service, says);
  return { clock, say, isGood };
}

test("verify returns true when both have the same secret", () => {
  const { say, isGood } = open();
  assert.equal(isGood(say(createInstance("cart"), "announcement")), true);
  assert.equal(isGood(say(createInstance("cart"), "goodbye")), true);
});

test("verify returns false when another secret has signed", () => {
  const { say, isGood } = open({ secret: "guess" });
  assert.equal(isGood(say(createInstance("cart"), "announcement")), false);
});

test("verify returns false when any part was changed", () => {
  const { say, isGood } = open();
  const { service, says } = say(createInstance("cart"), "announcement");
  const { txt } = service;
  const text = (key: string, value: string) => ({
    service: { ...service, txt: new Map([...txt, [key, value]]) },
  });
  const changes: Partial<Said>[] = [
    { service: { ...service, port: service.port ^ 1 } },
    { says: "goodbye" },
    { service: { ...service, address: "127.0.0.2" } },
    { service: { ...service, name: `${service.name}1` } },
    text("version", "2"),
    text("service", "other"),
    text("shop", "other"),
    text("zone", "other"),
    text("time", `${START_MS + 5_000}`),
    text("signature", ""),
    { service: { ...service, txt: new Map([...txt].filter(([key]) => key !== "signature")) } },
  ];
  for (const change of changes) {
    assert.equal(isGood({ service, says, ...change }), false, JSON.stringify(change));
  }
  assert.equal(isGood({ service, says }), true);
});

test("verify returns false when a signature is older than five minutes, or from the future", () => {
  const { clock, say, isGood } = open();
  const said = say(createInstance("cart"), "announcement");
  clock.nowMs += 300_000;
  assert.equal(isGood(said), true);
  clock.nowMs += 1;
  assert.equal(isGood(said), false);
  clock.nowMs = START_MS - 300_001;
  assert.equal(isGood(said), false);
});

test("verify returns false when an announcement from before the goodbye is sent again", () => {
  const { say, isGood } = open();
  const instance = createInstance("cart");
  const early = say(instance, "announcement");
  assert.equal(isGood(early), true);
  assert.equal(isGood(say(instance, "goodbye")), true);
  assert.equal(isGood(early), false);
  assert.equal(isGood(say(instance, "announcement")), true);
});

test("sign makes a good signature after a fast clock is set right", () => {
  const { clock, say, isGood } = open();
  const instance = createInstance("cart");
  clock.senderAheadMs = 600_000;
  assert.equal(isGood(say(instance, "announcement")), false);
  clock.senderAheadMs = 0;
  assert.equal(isGood(say(instance, "announcement")), true);
  const early = say(instance, "announcement");
  assert.equal(isGood(say(instance, "goodbye")), true);
  assert.equal(isGood(early), false);
  assert.equal(isGood(say(instance, "announcement")), true);
});

test("sign makes a goodbye that is later than an announcement by a fast clock", () => {
  for (const aheadMs of [200_000, 600_000]) {
    const { clock, say, isGood } = open();
    const instance = createInstance("cart");
    clock.senderAheadMs = aheadMs;
    const fast = say(instance, "announcement");
    clock.senderAheadMs = 0;
    assert.equal(isGood(say(instance, "announcement")), true);
    clock.nowMs = Math.max(START_MS, START_MS + aheadMs - 299_999);
    assert.equal(isGood(fast), true);
    assert.equal(isGood(say(instance, "goodbye")), true);
    assert.equal(isGood(fast), false);
  }
});
