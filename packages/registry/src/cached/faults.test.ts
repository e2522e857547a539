import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { describe, test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { nextWhere } from "../contract/next-where.ts";
import { PATIENCE_MS } from "../contract/patience-ms.ts";
import { createMemoryNetwork, createMemoryRegistry } from "../memory/memory.ts";
import { createFaulty } from "../testing/create-faulty.ts";
import { createCachedRegistry } from "./cached.ts";

/** A cache over a source that can fail, and a registry that announces. */
function open() {
  const network = createMemoryNetwork();
  const announcer = createMemoryRegistry(network);
  const source = createFaulty(createMemoryRegistry(network));
  const registry = createCachedRegistry(source);
  return {
    announcer,
    source,
    registry,
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await announcer[Symbol.asyncDispose]();
    },
  };
}

describe("createCachedRegistry", { concurrency: true }, () => {
  test("opens one watch when many ask for a name at once, and later", async () => {
    await using opened = open();
    await opened.announcer.register(createInstance("cart"));
    const ask = () => opened.registry.getService("cart");
    const sets = await Promise.all(Array.from({ length: 1_000 }, ask));
    for (const set of sets) assert.equal(set.length, 1);
    await ask();
    assert.equal(opened.source.watches, 1);
  });

  test("keeps the last good set when the source fails, with the trouble", async (t) => {
    await using opened = open();
    const instance = createInstance("cart");
    await opened.announcer.register(instance);
    assert.deepEqual(await opened.registry.getService("cart"), [instance]);
    opened.source.fail(new Error("The wire is cut"));
    await t.waitFor(() => assert.ok(opened.source.watches > 2), { timeout: PATIENCE_MS });
    assert.deepEqual(await opened.registry.getService("cart"), [instance]);
    const set = await nextWhere(
      opened.registry.watch("cart"),
      (_, trouble) => trouble?.message === "The wire is cut",
    );
    assert.deepEqual(set, [instance]);
  });

  test("follows the source again when that comes back", async () => {
    await using opened = open();
    await using registration = await opened.announcer.register(createInstance("cart"));
    await opened.registry.getService("cart");
    opened.source.fail(new Error("The wire is cut"));
    await registration[Symbol.asyncDispose]();
    const successor = createInstance("cart");
    await opened.announcer.register(successor);
    opened.source.recover();
    const set = await nextWhere(
      opened.registry.watch("cart"),
      ([first], trouble) => first?.id === successor.id && trouble === undefined,
    );
    assert.deepEqual(set, [successor]);
  });

  test("returns an empty list while a slow source has no answer, and its answer later", async () => {
    await using opened = open();
    const instance = createInstance("cart");
    await opened.announcer.register(instance);
    opened.source.hang();
    assert.deepEqual(await opened.registry.getService("cart"), []);
    opened.source.recover();
    await nextWhere(opened.registry.watch("cart"), (set) => set.length === 1);
    assert.deepEqual(await opened.registry.getService("cart"), [instance]);
  });

  test("returns an empty list when the source fails from the start, and recovers", async () => {
    await using opened = open();
    await opened.announcer.register(createInstance("cart"));
    opened.source.fail(new Error("Nobody there"));
    assert.deepEqual(await opened.registry.getService("cart"), []);
    opened.source.recover();
    await nextWhere(opened.registry.watch("cart"), (set) => set.length === 1);
  });

  test("carries the trouble of one name while the source works for another", async (t) => {
    const memory = createMemoryRegistry();
    let refusals = 0;
    await using registry = createCachedRegistry({
      ...memory,
      watch(service, options) {
        if (service === "cart") return memory.watch(service, options);
        refusals += 1;
        throw new Error("Forbidden");
      },
    });
    await registry.getService("ads");
    for (const count of [1, 2]) {
      const before = refusals;
      await memory.register(createInstance("cart"));
      await nextWhere(registry.watch("cart"), (set, trouble) => {
        return set.length === count && trouble === undefined;
      });
      await t.waitFor(() => assert.ok(refusals > before), { interval: 5, timeout: PATIENCE_MS });
    }
    await nextWhere(registry.watch("ads"), (_, trouble) => trouble?.message === "Forbidden");
  });

  test("leaves no listener behind when the source fails again and again", async (t) => {
    const memory = createMemoryRegistry();
    const counts: number[] = [];
    await using registry = createCachedRegistry({
      ...memory,
      watch(_service, { signal } = {}) {
        counts.push(signal ? getEventListeners(signal, "abort").length : 0);
        throw new Error("The wire is cut");
      },
    });
    await registry.getService("cart");
    await t.waitFor(() => assert.ok(counts.length > 2), { interval: 5, timeout: PATIENCE_MS });
    assert.deepEqual(new Set(counts), new Set([0]));
  });

  test("dispose ends a source that hangs", async () => {
    const opened = open();
    opened.source.hang();
    const asking = opened.registry.getService("cart");
    await opened[Symbol.asyncDispose]();
    await assert.rejects(asking, /closed/);
  });
});
