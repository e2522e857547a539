import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { believe } from "./believe.ts";
import { createSigner } from "./signature.ts";
import { announcementOf } from "./testing/announcement-of.ts";

const message = announcementOf(createInstance("cart"), "test");
const types = (kept: typeof message) => kept.answers.map(({ type }) => type);

test("believe takes an address of this machine alone only from this machine", () => {
  const lan = believe(message, { address: "192.168.1.7" }, undefined);
  assert.deepEqual(types(lan), ["PTR", "PTR", "SRV", "TXT"]);
  const loopback = believe(message, { address: "127.0.0.1" }, undefined);
  assert.deepEqual(types(loopback), ["PTR", "PTR", "SRV", "TXT", "A"]);
});

test("believe takes nothing without a mark where announcements are signed", () => {
  const signer = createSigner("secret");
  assert.deepEqual(types(believe(message, { address: "127.0.0.1" }, signer)), []);
});
