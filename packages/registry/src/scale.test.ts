import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { heapUsed } from "@hipstershop/dns-sd/testing";
import { createCachedRegistry } from "./cached/cached.ts";
import { createInstance } from "./contract/create-instance.ts";
import { nextWhere } from "./contract/next-where.ts";
import { createMemoryNetwork, createMemoryRegistry } from "./memory/memory.ts";
import type { Registry } from "./registry.ts";
import { createStaticRegistry } from "./static/static.ts";

const SERVICES = 1_000;
const INSTANCES_EACH = 10;
const WATCHERS = 10_000;
const ROUNDS = process.env.REQUIRE_ALL === "1" ? 100_000 : 2_000;
const MAX_LEAK_BYTES = 2 * 2 ** 20;

/** Two registries on one network; the second is under test. */
const kinds: Record<string, () => { announcer: Registry; registry: Registry }> = {
  memory() {
    const network = createMemoryNetwork();
    return { announcer: createMemoryRegistry(network), registry: createMemoryRegistry(network) };
  },
  cached() {
    const network = createMemoryNetwork();
    const registry = createCachedRegistry(createMemoryRegistry(network));
    return { announcer: createMemoryRegistry(network), registry };
  },
};

for (const [kind, open] of Object.entries(kinds)) {
  describe(`${kind} at scale`, () => {
    test(`finds each of ${SERVICES * INSTANCES_EACH} instances of ${SERVICES} services`, async () => {
      const { announcer, registry } = open();
      const names = Array.from({ length: SERVICES }, (_, index) => `service-${index}`);
      for (const name of names) {
        for (let count = 0; count < INSTANCES_EACH; count++) {
          await announcer.register(createInstance(name));
        }
      }
      for (const name of names) {
        assert.equal((await registry.getService(name)).length, INSTANCES_EACH);
      }
      assert.deepEqual(await registry.listServices(), names.sort());
      await registry[Symbol.asyncDispose]();
      await announcer[Symbol.asyncDispose]();
    });

    test(`tells each of ${WATCHERS} watchers of a change, and forgets them`, async () => {
      const { announcer, registry } = open();
      await registry.getService("cart");
      const startBytes = await heapUsed();
      const watching = Array.from({ length: WATCHERS }, () =>
        nextWhere(registry.watch("cart"), (set) => set.length === 1),
      );
      await announcer.register(createInstance("cart"));
      const [first, ...others] = await Promise.all(watching.splice(0));
      for (const set of others) assert.equal(set, first);
      const leak = (await heapUsed()) - startBytes;
      assert.ok(leak < MAX_LEAK_BYTES, `${leak} bytes are left`);
      await registry[Symbol.asyncDispose]();
      await announcer[Symbol.asyncDispose]();
    });

    test(`leaks nothing in ${ROUNDS} rounds of coming and going`, async () => {
      const { announcer, registry } = open();
      const round = async (count: number) => {
        const instance = createInstance(`service-${count % 10}`);
        const registration = await announcer.register(instance);
        const watching = registry.watch(instance.service)[Symbol.asyncIterator]();
        await watching.next();
        await registry.getService(instance.service, { signal: new AbortController().signal });
        await registration[Symbol.asyncDispose]();
        await watching.return?.();
      };
      for (let count = 0; count < 500; count++) await round(count);
      const startBytes = await heapUsed();
      for (let count = 0; count < ROUNDS; count++) await round(count);
      const leak = (await heapUsed()) - startBytes;
      assert.ok(leak < MAX_LEAK_BYTES, `${leak} bytes are left`);
      await registry[Symbol.asyncDispose]();
      await announcer[Symbol.asyncDispose]();
    });
  });
}

test("static finds each of 10,000 addresses", async () => {
  const addresses: Record<string, string> = {};
  for (let index = 0; index < 10_000; index++) addresses[`service-${index}`] = `h${index}:80`;
  await using registry = createStaticRegistry(addresses);
  for (const [name, address] of Object.entries(addresses)) {
    assert.equal((await registry.getService(name))[0]?.address, address);
  }
  assert.equal((await registry.listServices()).length, 10_000);
});
