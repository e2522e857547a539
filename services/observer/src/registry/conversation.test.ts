import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createMemoryRegistry, registryEvents } from "@hipstershop/registry";
import { createFeed } from "../store/feed.ts";
import type { Hearsay } from "../store/hearsay.ts";
import { createConversation } from "./conversation.ts";
import { entryItem } from "./entry-item.ts";

const instance = (id: string) => ({
  id,
  service: "cartservice",
  address: "127.0.0.1:4711",
  version: "1",
  metadata: {},
});

function open(t: TestContext) {
  const ending = new AbortController();
  t.after(() => ending.abort());
  const numbers: number[] = [];
  const hearsay = createFeed<Hearsay>();
  const conversation = createConversation({ hearsay }, ending.signal, ({ number }) =>
    numbers.push(number),
  );
  return { conversation, hearsay, numbers, end: () => ending.abort() };
}

test("createConversation keeps what registries tell, the newest first", async (t) => {
  const { conversation, numbers, end } = open(t);
  await using registry = createMemoryRegistry();
  const registration = await registry.register(instance("cart-1"));
  await registry.register(instance("cart-2"));
  await registration[Symbol.asyncDispose]();
  const types = conversation.latest().map(({ event }) => event.type);
  assert.deepEqual(types, ["withdrawn", "registered", "registered"]);
  assert.deepEqual(
    conversation.about("cart-1").map(({ number }) => number),
    [3, 1],
  );
  assert.equal(conversation.announcementOf("cart-1")?.number, 1);
  assert.equal(conversation.announcementOf("other"), undefined);
  end();
  await registry.register(instance("cart-3"));
  assert.deepEqual(numbers, [1, 2, 3]);
});

test("createConversation forgets old events, but not what told of an instance", async (t) => {
  const { conversation } = open(t);
  await using registry = createMemoryRegistry();
  await registry.register(instance("first"));
  for (let round = 0; round < 500; round++) {
    await (await registry.register(instance("cart-1")))[Symbol.asyncDispose]();
  }
  const numbers = conversation.latest().map(({ number }) => number);
  assert.deepEqual(
    numbers,
    Array.from({ length: 400 }, (_, index) => 1_001 - index),
  );
  assert.deepEqual(conversation.about("first"), []);
  assert.equal(conversation.announcementOf("first")?.event.type, "registered");
});

test("createConversation keeps who comes and goes when there is much talk", async (t) => {
  const { conversation } = open(t);
  await using registry = createMemoryRegistry();
  await registry.register(instance("cart-1"));
  const question = { type: "question", registry: "test" } as const;
  for (let count = 0; count < 1_000; count++) registryEvents.publishMessage(() => question);
  const types = conversation.latest().map(({ event }) => event.type);
  assert.equal(types.length, 401);
  assert.equal(types.at(-1), "registered");
});

test("createConversation joins what others tell with what it heard itself", (t) => {
  const { conversation, hearsay, numbers } = open(t);
  const event = { registry: "test", atMs: 10_000, instances: [instance("cart-1")] } as const;
  registryEvents.publish(() => ({ ...event, type: "found" }));
  registryEvents.publish(() => ({ ...event, type: "gone" }));
  const told = { type: "gone", instance: "cart-1", by: "frontend-1", atMs: 10_003 } as const;
  hearsay.publish([told, told, { ...told, by: "checkout-1", atMs: 16_000 }]);
  hearsay.publish([{ ...told, instance: "other" }]);
  const [gone, found] = conversation.latest();
  assert.deepEqual(gone?.heard, [told]);
  assert.deepEqual(found?.heard, []);
  assert.deepEqual(numbers, [1, 2, 2]);
  assert.match(gone ? entryItem(gone).text : "", /Heard by frontend-1 3 ms later\./);
});

test("createConversation keeps only the head of a long message", (t) => {
  const { conversation } = open(t);
  const lines = Array.from({ length: 10_000 }, (_, index) => `line ${index}`);
  const message = { direction: "heard", lines } as const;
  registryEvents.publishMessage(() => ({ type: "list", registry: "test", message }));
  const [entry] = conversation.latest();
  const kept = entry?.event.message ?? assert.fail();
  assert.ok(kept.lines.join("").length <= 16_384 && kept.lines.length > 1_000);
  assert.equal(kept.lines.at(-1), "…");
});
