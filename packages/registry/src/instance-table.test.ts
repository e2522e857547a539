import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "./contract/create-instance.ts";
import { createInstanceTable } from "./instance-table.ts";

test("get returns the same array until the set changes", () => {
  const table = createInstanceTable({ complete: true });
  const instance = createInstance("a");
  table.put(instance);
  const set = table.get("a");
  table.put({ ...instance, metadata: { ...instance.metadata } });
  table.replace("a", [{ ...instance }]);
  assert.equal(table.get("a"), set);
  assert.ok(Object.isFrozen(set));
  table.put({ ...instance, version: "2" });
  assert.notEqual(table.get("a"), set);
});

test("get returns undefined while a set is not known", () => {
  const table = createInstanceTable({ complete: false });
  assert.equal(table.get("a"), undefined);
  table.settle("a");
  assert.deepEqual(table.get("a"), []);
});

test("get knows nothing of a service again when its last instance goes and nobody searched", () => {
  const table = createInstanceTable({ complete: false });
  const instance = createInstance("a");
  table.put(instance);
  table.remove("a", instance.id);
  assert.equal(table.get("a"), undefined);
  table.settle("a");
  table.put(instance);
  table.remove("a", instance.id);
  assert.deepEqual(table.get("a"), []);
});

test("watch yields the empty set when an instance came and went before the search ended", async () => {
  const table = createInstanceTable({ complete: false });
  const instance = createInstance("a");
  const watching = table.watch("a")[Symbol.asyncIterator]();
  table.put(instance);
  assert.deepEqual((await watching.next()).value, { instances: [instance] });
  table.remove("a", instance.id);
  assert.deepEqual((await watching.next()).value, { instances: [] });
  await watching.return?.();
});

test("watch yields one set for many changes made in one go", async () => {
  const table = createInstanceTable({ complete: true });
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
  const table = createInstanceTable({ complete: false });
  const watching = table.watch("a")[Symbol.asyncIterator]();
  const steps = [watching.next(), watching.next(), watching.next()];
  table.put(createInstance("a"));
  assert.equal((await steps[0])?.value?.instances.length, 1);
  table.put(createInstance("a"));
  assert.equal((await steps[1])?.value?.instances.length, 2);
  table.close();
  assert.equal((await steps[2])?.done, true);
});

test("first rejects when the table is closed while it waits", async () => {
  const table = createInstanceTable({ complete: false });
  const first = table.first("a");
  table.close();
  await assert.rejects(first, /The registry is closed/);
});

test("watch yields a trouble beside what is known, and first waits for what is known", async () => {
  const table = createInstanceTable({ complete: false });
  const instance = createInstance("a");
  const trouble = new Error("The wire is cut");
  table.setTrouble(trouble);
  const watching = table.watch("a")[Symbol.asyncIterator]();
  assert.deepEqual((await watching.next()).value, { instances: [], trouble });
  const first = table.first("a");
  table.put(instance);
  assert.deepEqual(await first, [instance]);
  assert.deepEqual((await watching.next()).value, { instances: [instance], trouble });
  table.setTrouble(new Error("The wire is cut"), "b");
  table.setTrouble(undefined);
  assert.deepEqual((await watching.next()).value, { instances: [instance] });
  assert.equal((await table.watch("b")[Symbol.asyncIterator]().next()).value?.instances.length, 0);
  table.close();
});
