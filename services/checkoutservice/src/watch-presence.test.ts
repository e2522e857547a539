import assert from "node:assert/strict";
import { test } from "node:test";
import { createMemoryNetwork, createMemoryRegistry } from "@hipstershop/registry";
import { watchPresence } from "./watch-presence.ts";

function instanceOf(service: string, id: string) {
  return { id, service, address: "127.0.0.1:1", version: "1", metadata: {} };
}

test("watchPresence knows which services are there, and tells when an instance appears", async (t) => {
  const network = createMemoryNetwork();
  await using registry = createMemoryRegistry(network);
  let appeared = 0;
  await using presence = watchPresence(registry, ["shippingservice"], () => {
    appeared++;
  });
  const until = (check: () => void) => t.waitFor(check, { interval: 10, timeout: 10_000 });
  assert.equal(presence.isUp("shippingservice"), false);
  const first = await registry.register(instanceOf("shippingservice", "shippingservice-1"));
  await until(() => assert.equal(presence.isUp("shippingservice"), true));
  await using _second = await registry.register(instanceOf("shippingservice", "shippingservice-2"));
  await until(() => assert.equal(appeared, 2));
  await first[Symbol.asyncDispose]();
  assert.equal(presence.isUp("shippingservice"), true);
  await _second[Symbol.asyncDispose]();
  await until(() => assert.equal(presence.isUp("shippingservice"), false));
  assert.equal(appeared, 2, "what goes is no reason to try again");
});
