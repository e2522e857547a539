import assert from "node:assert/strict";
import { test } from "node:test";
import type { Link } from "../links/link.ts";
import type { Message } from "../messages/message.ts";
import { createService, names } from "../testing/create-service.ts";
import { SHARED } from "../timing.ts";
import { createAnnouncements } from "./announcements.ts";
import { createResponder } from "./responder.ts";

/** A responder on a shared link, where an advertisement takes its time. */
function open() {
  const sent: Message[] = [];
  const link: Link = {
    address: "10.0.0.1",
    async send(message) {
      sent.push(message);
    },
    async [Symbol.asyncDispose]() {},
  };
  const responder = createResponder({
    timing: SHARED,
    port: 5353,
    links: () => [link],
    announcements: createAnnouncements(names),
    onAnnounce() {},
    onRename() {},
  });
  return { responder, announced: () => sent.filter(({ type }) => type === "response") };
}

test("advertise rejects and says nothing when it is called off while it probes", async () => {
  const { responder, announced } = open();
  await using _responder = responder;
  const controller = new AbortController();
  const adding = responder.advertise(createService("cart"), controller.signal);
  const reason = new Error("Enough");
  controller.abort(reason);
  await assert.rejects(adding, reason);
  assert.deepEqual(announced(), []);
});

test("advertise rejects and says nothing when the responder is disposed while it probes", async () => {
  const { responder, announced } = open();
  const adding = responder.advertise(createService("cart"));
  await responder[Symbol.asyncDispose]();
  await assert.rejects(adding, /closed/);
  assert.deepEqual(announced(), []);
});

test("advertise gives the second of two services another name when both have the same", async () => {
  const { responder } = open();
  await using _responder = responder;
  const service = createService("cart");
  const [one, other] = await Promise.all([
    responder.advertise(service),
    responder.advertise(service),
  ]);
  assert.equal(one.name, service.name);
  assert.ok(other.name.startsWith(`${service.name}-`));
});
