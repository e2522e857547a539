import assert from "node:assert/strict";
import { test } from "node:test";
import { createCachedRegistry } from "./cached/cached.ts";
import { createInstance } from "./contract/create-instance.ts";
import { createMemoryNetwork, createMemoryRegistry } from "./memory/memory.ts";
import { overlay } from "./overlay.ts";
import { createStaticRegistry } from "./static/static.ts";

async function open() {
  const network = createMemoryNetwork();
  const others = createMemoryRegistry(network);
  await others.register(createInstance("written"));
  await others.register(createInstance("heard"));
  const above = createStaticRegistry({ written: "10.0.0.1:80" });
  return overlay(above, new Set(["written"]), createMemoryRegistry(network));
}

test("overlay finds a name above when it is there, and below when it is not", async () => {
  await using registry = await open();
  const written = await registry.getService("written");
  assert.deepEqual(
    written.map(({ address }) => address),
    ["10.0.0.1:80"],
  );
  assert.equal((await registry.getService("heard")).length, 1);
  assert.deepEqual(await registry.listServices(), ["heard", "written"]);
});

test("overlay watches a name where it finds it", async () => {
  await using registry = await open();
  for await (const { instances } of registry.watch("written")) {
    assert.equal(instances[0]?.address, "10.0.0.1:80");
    break;
  }
});

test("overlay registers below, under the name of what is below", async () => {
  await using registry = await open();
  await using _registration = await registry.register(createInstance("mine"));
  assert.equal((await registry.getService("mine")).length, 1);
  assert.equal(registry.name, "memory");
});

test("overlay and cached pass on that an instance has answered", async () => {
  const [above, source] = [createMemoryRegistry(), createMemoryRegistry()];
  const told: string[] = [];
  above.confirm = ({ service }) => void told.push(`above ${service}`);
  source.confirm = ({ service }) => void told.push(`below ${service}`);
  const below = createCachedRegistry(source);
  await using registry = overlay(above, new Set(["written"]), below);
  for (const service of ["written", "heard"]) registry.confirm?.(createInstance(service));
  assert.deepEqual(told, ["above written", "below heard"]);
});
