import assert from "node:assert/strict";
import { test } from "node:test";
import { response } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { believe } from "./believe.ts";
import { createSigner } from "./signature.ts";
import { announcementOf } from "./testing/announcement-of.ts";

const message = announcementOf(createInstance("cart"), "test");
const common = { name: "cart.local", ttl: 120, flush: true };
const types = (kept: typeof message) => kept.answers.map(({ type }) => type);

test("believe takes an address of this machine alone only from this machine", () => {
  const lan = believe(message, { address: "192.168.1.7" }, undefined);
  assert.deepEqual(types(lan), ["PTR", "PTR", "SRV", "TXT"]);
  const loopback = believe(message, { address: "127.0.0.1" }, undefined);
  assert.deepEqual(types(loopback), ["PTR", "PTR", "SRV", "TXT", "A"]);
});

test("believe takes an address of this machine alone in no spelling from another", () => {
  const lan = { address: "192.168.1.7" };
  const isBelieved = (type: "A" | "AAAA", data: string) => {
    const record = { ...common, type, data };
    return believe(response({ answers: [record] }), lan, undefined).answers.length === 1;
  };
  for (const data of ["127.0.0.1", "127.255.255.255", "0.0.0.0", "0.1.2.3"]) {
    assert.equal(isBelieved("A", data), false, data);
  }
  for (const data of ["::1", "::", "0:0:0:0:0:0:0:1", "::ffff:127.0.0.1", "::ffff:7f00:1"]) {
    assert.equal(isBelieved("AAAA", data), false, data);
  }
  assert.equal(isBelieved("AAAA", "::ffff:0.0.0.0"), false);
  assert.equal(isBelieved("A", "192.168.1.8"), true);
  assert.equal(isBelieved("AAAA", "2001:db8::1"), true);
  assert.equal(isBelieved("AAAA", "::ffff:192.168.1.8"), true);
});

test("believe takes nothing without a mark where announcements are signed", () => {
  const signer = createSigner("secret");
  assert.deepEqual(types(believe(message, { address: "127.0.0.1" }, signer)), []);
});
