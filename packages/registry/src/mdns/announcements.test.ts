import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Link } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { createAnnouncements } from "./announcements.ts";
import { createSigner } from "./signature.ts";
import { listOf } from "./testing/announcement-of.ts";

const link: Link = {
  address: "192.168.1.7",
  async send() {},
  async [Symbol.asyncDispose]() {},
};

/** Announcements by a clock that a test moves; the one that never jumps stands still. */
function open(t: TestContext) {
  const clock = { nowMs: 1_800_000_000_000 };
  t.mock.method(Date, "now", () => clock.nowMs);
  t.mock.method(performance, "now", () => 0);
  const [signer, receiver] = [createSigner("secret"), createSigner("secret")];
  const announcements = createAnnouncements({ shop: "test", host: "192.168.1.7", signer });
  const instance = createInstance("cart");
  return {
    clock,
    is: () => announcements.is(instance, link),
    believed: () => receiver.believe(listOf(announcements.is(instance, link))).length,
  };
}

test("createAnnouncements keeps a mark for a minute", (t) => {
  const { clock, is } = open(t);
  const first = is();
  clock.nowMs += 59_999;
  assert.equal(is(), first);
  clock.nowMs += 1;
  assert.notEqual(is(), first);
});

test("createAnnouncements makes a mark anew when the clock has jumped, as after a sleep", (t) => {
  const { clock, believed } = open(t);
  for (const jumpMs of [0, 600_000, -1_200_000]) {
    clock.nowMs += jumpMs;
    assert.equal(believed(), 5, `after ${jumpMs} ms`);
  }
});
