import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createMemoryRegistry } from "@hipstershop/registry";
import { createConversation } from "./conversation.ts";

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
  const conversation = createConversation(ending.signal, ({ number }) => numbers.push(number));
  return { conversation, numbers, end: () => ending.abort() };
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
  assert.equal(conversation.latest().length, 400);
  assert.deepEqual(conversation.about("first"), []);
  assert.equal(conversation.announcementOf("first")?.event.type, "registered");
});
