import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { accept } from "../links/accept.ts";
import type { Link } from "../links/link.ts";
import { response } from "../messages/message.ts";
import { announced } from "../messages/to-records.ts";
import { createService, names } from "../testing/create-service.ts";
import { createTestSigner } from "../testing/create-test-signer.ts";
import { createAnnouncements } from "./announcements.ts";

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
  const signer = createTestSigner();
  const announcements = createAnnouncements(names, signer);
  const service = createService("cart");
  const announcement = () => announcements(service, link);
  return {
    clock,
    announcement,
    accepted() {
      const message = response({ answers: announced(announcement()) });
      return accept(message, { address: "127.0.0.1" }, names, signer).answers.length;
    },
  };
}

test("createAnnouncements keeps a signature for a minute", (t) => {
  const { clock, announcement } = open(t);
  const first = announcement();
  clock.nowMs += 59_999;
  assert.equal(announcement(), first);
  clock.nowMs += 1;
  assert.notEqual(announcement(), first);
});

test("createAnnouncements signs anew when the clock has jumped, as after a sleep", (t) => {
  const { clock, accepted } = open(t);
  for (const jumpMs of [0, 600_000, -1_200_000]) {
    clock.nowMs += jumpMs;
    assert.equal(accepted(), 5, `after ${jumpMs} ms`);
  }
});

test("createAnnouncements gives each link its own address when a service has none", () => {
  const announcements = createAnnouncements(names);
  const service = { ...createService("cart"), address: undefined };
  for (const address of ["192.168.1.7", "10.0.0.7"]) {
    const records = announcements(service, { ...link, address });
    assert.equal(records.address.data, address);
  }
});
