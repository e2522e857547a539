import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { freePort } from "@hipstershop/dns-sd/testing";
import { createInstance } from "../contract/create-instance.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import { createDirectoryRegistry } from "../directory/directory.ts";
import { createMdnsRegistry } from "../mdns/mdns.ts";
import { createMemoryRegistry } from "../memory/memory.ts";
import type { RegistryEvent } from "./registry-event.ts";
import { registryEvents } from "./registry-events.ts";

/** Collects the events of a kind of registry until the test ends. */
function listen(t: TestContext, registry: string): RegistryEvent[] {
  const events: RegistryEvent[] = [];
  const listening = registryEvents.subscribe((event) => {
    if (event.registry === registry) events.push(event);
  });
  t.after(() => listening[Symbol.dispose]());
  return events;
}

function waitFor(t: TestContext, check: () => void): Promise<void> {
  return t.waitFor(check, { interval: 5, timeout: PATIENCE_MS });
}

test("registryEvents makes no event while nobody listens", (t) => {
  const event = { type: "found", registry: "test" } as const;
  const fails = () => assert.fail("It was made for nobody");
  registryEvents.publish(fails);
  const events = listen(t, "test");
  const beforeMs = Date.now() - 1;
  registryEvents.publish(() => event);
  const [told] = events;
  assert.ok(told && told.atMs >= beforeMs && told.atMs <= Date.now() + 1, `${told?.atMs}`);
  assert.deepEqual(told, { ...event, atMs: told.atMs, services: [], instances: [] });
});

test("a memory registry tells of what is registered and withdrawn", async (t) => {
  const events = listen(t, "memory");
  await using registry = createMemoryRegistry();
  const instance = createInstance("cart");
  const registration = await registry.register(instance);
  await registration[Symbol.asyncDispose]();
  assert.deepEqual(
    events.map(({ type, services, instances }) => ({ type, services, instances })),
    ["registered", "withdrawn"].map((type) => ({
      type,
      services: ["cart"],
      instances: [instance],
    })),
  );
});

test("a directory registry tells of what it finds and what is gone", async (t) => {
  const events = listen(t, "directory");
  const folder = mkdtempSync(join(tmpdir(), "registry-"));
  t.after(() => rmSync(folder, { recursive: true }));
  await using registry = createDirectoryRegistry({ folder });
  const registration = await registry.register(createInstance("cart"));
  await registry.getService("cart");
  await registration[Symbol.asyncDispose]();
  await registry.getService("cart");
  assert.deepEqual(
    events.map(({ type }) => type),
    ["registered", "found", "withdrawn", "gone"],
  );
});

test("an mdns registry tells of the conversation and of what it leads to", async (t) => {
  const port = await freePort();
  const open = (shopName: string) =>
    createMdnsRegistry({ shopName, port, log: { info() {}, warn() {} } });
  await using ours = await open("ours");
  await using theirs = await open("theirs");
  const events = listen(t, "mdns");
  const types = (id: string) =>
    events
      .filter(({ instances }) => instances.some((each) => each.id === id))
      .map(({ type, message }) => (message ? `${message.direction} ${type}` : type));
  const instance = createInstance("cart");
  const registration = await ours.register(instance);
  // The other one hears it too, and it has another SHOP.
  await waitFor(t, () => assert.ok(types(instance.id).includes("registered")));
  const stranger = await theirs.register(createInstance("cart"));
  await ours.getService("currency");
  await registration[Symbol.asyncDispose]();
  await waitFor(t, () => assert.ok(types(instance.id).includes("gone")));
  const told = types(instance.id);
  const expected = ["sent probe", "found", "sent announcement", "registered", "withdrawn"];
  for (const type of [...expected, "sent goodbye", "gone"]) assert.ok(told.includes(type), type);
  assert.equal(told.filter((type) => type === "gone").length, 1);
  assert.equal(events.find(({ type }) => type === "gone")?.reason, "goodbye");
  const question = events.find(({ type }) => type === "question");
  assert.deepEqual(question?.services, ["currency"]);
  assert.deepEqual(question?.message?.lines, ["Q  _currency._sub._hipstershop._tcp.local PTR"]);
  assert.ok((question?.message?.bytes?.length ?? 0) > 12);
  await stranger[Symbol.asyncDispose]();
});

test("registryEvents tells of no message to those who want changes only, and makes none", (t) => {
  const types: string[] = [];
  const listening = registryEvents.subscribe(({ type }) => types.push(type), { messages: false });
  t.after(() => listening[Symbol.dispose]());
  assert.equal(registryEvents.wantsMessages, false);
  registryEvents.publishMessage(() => assert.fail("It was made for nobody"));
  registryEvents.publish(() => ({ type: "gone", registry: "test" }));
  assert.deepEqual(types, ["gone"]);
});
