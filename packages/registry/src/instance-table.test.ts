import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "./contract/create-instance.ts";
import { createInstanceTable } from "./instance-table.ts";

/** A search that never ends by itself. */
const hangs = () => new Promise<void>(() => {});

test("getService returns the same array until the set changes", async () => {
  const table = createInstanceTable();
  const instance = createInstance("a");
  table.put(instance);
  const set = await table.getService("a");
  table.put({ ...instance, metadata: { ...instance.metadata } });
  table.replace("a", [{ ...instance }]);
  assert.equal(await table.getService("a"), set);
  assert.ok(Object.isFrozen(set));
  table.put({ ...instance, version: "2" });
  assert.notEqual(await table.getService("a"), set);
});

test("getService searches once, and waits for the end of it", async () => {
  const search = Promise.withResolvers<void>();
  const searched: string[] = [];
  const table = createInstanceTable((service) => {
    searched.push(service);
    return search.promise;
  });
  // It was there before anybody asked: that is no search.
  const instance = createInstance("a");
  table.put(instance);
  table.remove("a", instance.id);
  const looking = [table.getService("a"), table.getService("a")];
  search.resolve();
  assert.deepEqual(await Promise.all(looking), [[], []]);
  table.put(instance);
  table.remove("a", instance.id);
  assert.deepEqual(await table.getService("a"), []);
  assert.deepEqual(searched, ["a"]);
});

test("getService returns an empty list when the search does not end", async () => {
  assert.deepEqual(await createInstanceTable(hangs).getService("a"), []);
});

test("replaceAll empties the services that it does not name", async () => {
  const table = createInstanceTable(hangs);
  table.put(createInstance("a"));
  const b = createInstance("b");
  table.replaceAll(new Map([["b", [b]]]));
  assert.deepEqual(await table.listServices(), ["b"]);
  assert.deepEqual(await table.getService("b"), [b]);
});

test("watch yields the empty set when an instance came and went before the search ended", async () => {
  const table = createInstanceTable(hangs);
  const instance = createInstance("a");
  const watching = table.watch("a")[Symbol.asyncIterator]();
  table.put(instance);
  assert.deepEqual((await watching.next()).value, { instances: [instance] });
  table.remove("a", instance.id);
  assert.deepEqual((await watching.next()).value, { instances: [] });
  await watching.return?.();
});

test("watch yields one set for many changes made in one go", async () => {
  const table = createInstanceTable();
  const watching = table.watch("a")[Symbol.asyncIterator]();
  await watching.next();
  const step = watching.next();
  for (let count = 0; count < 1_000; count++) table.put(createInstance("a"));
  assert.equal((await step).value?.instances.length, 1_000);
  let more = false;
  watching.next().then(() => {
    more = true;
  });
  await new Promise(setImmediate);
  assert.equal(more, false);
  table.close();
});

test("watch answers every step when several wait", async () => {
  const table = createInstanceTable(hangs);
  const watching = table.watch("a")[Symbol.asyncIterator]();
  const steps = [watching.next(), watching.next(), watching.next()];
  table.put(createInstance("a"));
  assert.equal((await steps[0])?.value?.instances.length, 1);
  table.put(createInstance("a"));
  assert.equal((await steps[1])?.value?.instances.length, 2);
  table.close();
  assert.equal((await steps[2])?.done, true);
});

test("getService rejects when the table is closed while it waits", async () => {
  const table = createInstanceTable(hangs);
  const first = table.getService("a");
  table.close();
  await assert.rejects(first, /The registry is closed/);
});

test("watch yields a trouble beside what is known, and getService waits for what is known", async () => {
  const table = createInstanceTable(hangs);
  const instance = createInstance("a");
  const trouble = new Error("The wire is cut");
  table.setTrouble(trouble);
  const watching = table.watch("a")[Symbol.asyncIterator]();
  assert.deepEqual((await watching.next()).value, { instances: [], trouble });
  const first = table.getService("a");
  table.put(instance);
  assert.deepEqual(await first, [instance]);
  assert.deepEqual((await watching.next()).value, { instances: [instance], trouble });
  table.setTrouble(new Error("The wire is cut"), "b");
  table.setTrouble(undefined);
  assert.deepEqual((await watching.next()).value, { instances: [instance] });
  assert.equal((await table.watch("b")[Symbol.asyncIterator]().next()).value?.instances.length, 0);
  table.close();
});
