import assert from "node:assert/strict";
import { test } from "node:test";
import type { PacketEvent } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { toEvent } from "./to-event.ts";
import { toService } from "./to-service.ts";

const instance = createInstance("cartservice");
const local = toService(instance, { shopName: "ours", host: "127.0.0.1" });
const service = { ...local, address: local.address ?? assert.fail() };
const packet = {
  type: "announcement",
  direction: "heard",
  services: [service],
  names: [],
  subtypes: [],
  lines: ["AN a\u001b[31m 120 A 127.0.0.1"],
  bytes: Buffer.alloc(12),
} satisfies PacketEvent;
const options = {
  shopName: "ours",
  find: (id: string) => (id === instance.id ? instance : undefined),
};

test("toEvent returns the instances of the shop that a packet announces, as printable text", () => {
  assert.deepEqual(toEvent(packet, options), {
    type: "announcement",
    registry: "mdns",
    services: ["cartservice"],
    instances: [instance],
    message: {
      direction: "heard",
      lines: ["AN a\\u001b[31m 120 A 127.0.0.1"],
      bytes: packet.bytes,
    },
  });
});

test("toEvent returns undefined for what is about another shop", () => {
  assert.equal(toEvent(packet, { ...options, shopName: "theirs" }), undefined);
  const question = { ...packet, type: "question", services: [], names: ["stranger"] } as const;
  assert.equal(toEvent(question, options), undefined);
});

test("toEvent says which services and instances are asked for", () => {
  const question = { ...packet, type: "question", services: [] } as const;
  const about = (asked: Partial<PacketEvent>) => {
    const { services, instances } = toEvent({ ...question, ...asked }, options) ?? assert.fail();
    return { services, instances };
  };
  assert.deepEqual(about({ subtypes: ["ad"] }), { services: ["ad"], instances: [] });
  assert.deepEqual(about({}), { services: [], instances: [] });
  assert.deepEqual(about({ names: [instance.id] }), {
    services: ["cartservice"],
    instances: [instance],
  });
});
