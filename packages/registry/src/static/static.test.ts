import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { discoveryContract } from "../contract/index.ts";
import { createStaticRegistry } from "./static.ts";

discoveryContract(
  "static",
  async (instances) => {
    const registry = createStaticRegistry(
      Object.fromEntries(instances.map(({ service, address }) => [service, address])),
    );
    return { registry, [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose]() };
  },
  {
    id: "a variable holds an address only; the id is made from that",
    version: "a variable holds an address only",
    metadata: "a variable holds an address only",
    change: "variables are read once, at the start of the process",
    many: "a variable holds one address",
    trouble: "variables cannot fail",
  },
);

test("createStaticRegistry announces nothing when an instance is registered", async () => {
  await using registry = createStaticRegistry({});
  const instance = createInstance("quiet");
  await using registration = await registry.register(instance);
  assert.deepEqual(registration.instance, instance);
  assert.deepEqual(await registry.getService("quiet"), []);
});
