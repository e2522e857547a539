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
  assert.deepEqual((await watching.next()).value, [instance]);
  table.remove("a", instance.id);
  assert.deepEqual((await watching.next()).value, []);
  await watching.return?.();
});

test("watch yields one set for many changes made in one go", async () => {
  const table = createInstanceTable({ complete: true });
  const watching = table.watch("a")[Symbol.asyncIterator]();
  await watching.next();
  const step = watching.next();
  for (let count = 0; count < 1_000; count++) table.put(createInstance("a"));
  assert.equal((await step).value?.length, 1_000);
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
  assert.equal((await steps[0])?.value?.length, 1);
  table.put(createInstance("a"));
  assert.equal((await steps[1])?.value?.length, 2);
  table.close();
  assert.equal((await steps[2])?.done, true);
});

test("first rejects when the table is closed while it waits", async () => {
  const table = createInstanceTable({ complete: false });
  const first = table.first("a");
  table.close();
  await assert.rejects(first, /The registry is closed/);
});
