import assert from "node:assert/strict";
import { test } from "node:test";
import type { Instance } from "../registry.ts";
import { createInstance } from "./create-instance.ts";
import type { Discovery } from "./discovery.ts";
import { eventually } from "./eventually.ts";
import { find } from "./find.ts";
import { nextWhere } from "./next-where.ts";
import { uniqueName } from "./unique-name.ts";

/** Registers the tests of the discovery contract for instances that come and go. */
export function discoveryChanges(
  open: (instances: readonly Instance[]) => Promise<Discovery>,
  seen: (instances: readonly Instance[]) => unknown,
): void {
  const start = async (...instances: Instance[]) => {
    const discovery = await open(instances);
    const { publish } = discovery;
    assert.ok(publish, "A registry that sees changes needs `publish`, or the deviation `change`");
    return { ...discovery, publish: publish.bind(discovery) };
  };

  test("watch yields the complete set after each change", async () => {
    const [first, second] = pair("change");
    await using discovery = await start(first);
    const watching = discovery.registry.watch(first.service);
    const iterator = watching[Symbol.asyncIterator]();
    const steps = { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
    assert.deepEqual(seen(await nextWhere(steps, (set) => set.length === 1)), seen([first]));
    const published = await discovery.publish(second);
    assert.deepEqual(
      seen(await nextWhere(steps, (set) => set.length === 2)),
      seen([first, second]),
    );
    await published[Symbol.asyncDispose]();
    assert.deepEqual(seen(await nextWhere(steps, (set) => set.length === 1)), seen([first]));
    await iterator.return?.();
  });

  test("watch skips to the latest when its reader was slow", async () => {
    const service = uniqueName("slow");
    await using discovery = await start();
    const watching = discovery.registry.watch(service)[Symbol.asyncIterator]();
    await watching.next();
    const instances = Array.from({ length: 10 }, () => createInstance(service));
    for (const instance of instances) await discovery.publish(instance);
    await nextWhere(discovery.registry.watch(service), (set) => set.length === 10);
    const latest = await watching.next();
    assert.deepEqual(seen(latest.value.instances), seen(instances));
    await watching.return?.();
  });

  test("watch goes on for others when one of them ends", async () => {
    const instance = createInstance(uniqueName("others"));
    await using discovery = await start();
    const { registry } = discovery;
    const ending = registry.watch(instance.service)[Symbol.asyncIterator]();
    await ending.next();
    const going = nextWhere(registry.watch(instance.service), (set) => set.length === 1);
    await ending.return?.();
    await discovery.publish(instance);
    assert.deepEqual(seen(await going), seen([instance]));
  });

  test("getService finds an instance that comes after it was asked for in vain", async () => {
    const instance = createInstance(uniqueName("later"));
    await using discovery = await start();
    assert.deepEqual(await discovery.registry.getService(instance.service), []);
    await discovery.publish(instance);
    assert.deepEqual(seen(await find(discovery.registry, instance.service)), seen([instance]));
  });

  test("listServices drops a name when its last instance goes", async () => {
    const [first, second] = pair("last");
    await using discovery = await start();
    const { registry } = discovery;
    const listed = async () => (await registry.listServices()).includes(first.service);
    const publishedFirst = await discovery.publish(first);
    const publishedSecond = await discovery.publish(second);
    await eventually(listed, (is) => is);
    await nextWhere(registry.watch(first.service), (set) => set.length === 2);
    await publishedFirst[Symbol.asyncDispose]();
    await nextWhere(registry.watch(first.service), (set) => set.length === 1);
    assert.ok(await listed());
    await publishedSecond[Symbol.asyncDispose]();
    await eventually(listed, (is) => !is);
  });

  test("reconfirm keeps an instance that is there", async () => {
    const [first, second] = pair("kept");
    await using discovery = await start(first);
    const { registry } = discovery;
    const [found] = await find(registry, first.service);
    assert.ok(found);
    registry.reconfirm(found);
    await discovery.publish(second);
    const set = await nextWhere(registry.watch(first.service), (set) => set.length === 2);
    assert.deepEqual(seen(set), seen([first, second]));
  });
}

function pair(word: string): [Instance, Instance] {
  const service = uniqueName(word);
  return [createInstance(service), createInstance(service)];
}
