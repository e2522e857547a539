import assert from "node:assert/strict";
import { test } from "node:test";
import { type Link, type Message, SHARED } from "@hipstershop/dns-sd";
import { createInstance } from "../contract/create-instance.ts";
import { createAnnouncements } from "./announcements.ts";
import { createResponder } from "./responder.ts";

/** A responder on a shared link, where a registration takes its time. */
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
    announcements: createAnnouncements({ shop: "test", host: "10.0.0.1" }),
    send: (message) => link.send(message),
    log: { info() {}, warn() {} },
  });
  return { responder, announced: () => sent.filter(({ type }) => type === "response") };
}

test("add rejects and says nothing when it is called off while it probes", async () => {
  const { responder, announced } = open();
  await using _responder = responder;
  const controller = new AbortController();
  const adding = responder.add(createInstance("cart"), controller.signal);
  const reason = new Error("Enough");
  controller.abort(reason);
  await assert.rejects(adding, reason);
  assert.deepEqual(announced(), []);
});

test("add rejects and says nothing when the responder is disposed while it probes", async () => {
  const { responder, announced } = open();
  const adding = responder.add(createInstance("cart"));
  await responder[Symbol.asyncDispose]();
  await assert.rejects(adding, /The registry is closed/);
  assert.deepEqual(announced(), []);
});

test("add gives the second of two instances another id when both have the same", async () => {
  const { responder } = open();
  await using _responder = responder;
  const instance = createInstance("cart");
  const [one, other] = await Promise.all([responder.add(instance), responder.add(instance)]);
  assert.equal(one.instance.id, instance.id);
  assert.ok(other.instance.id.startsWith(`${instance.id}-`));
});
