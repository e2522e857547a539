import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { createInstance } from "../contract/create-instance.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Instance } from "../registry.ts";
import { createRoster } from "./roster.ts";

const MAX = 256;

/** A roster that is full of instances of one service, which came in this order. */
function fill(t: TestContext) {
  let nowMs = 0;
  t.mock.method(performance, "now", () => nowMs);
  const table = createInstanceTable({ complete: true });
  const roster = createRoster(table);
  const put = (instance: Instance) => roster.put(instance.id, instance);
  const instances = Array.from({ length: MAX }, () => createInstance("cart"));
  for (const each of instances) assert.equal(put(each), undefined);
  const known = (instance?: Instance) => instance && table.get("cart")?.includes(instance);
  const pass = (ms: number) => {
    nowMs += ms;
  };
  return { table, roster, put, instances, known, pass };
}

test("put leaves a newcomer out while all have been there for less than a second", (t) => {
  const { put, known, table, pass } = fill(t);
  const newcomer = createInstance("cart");
  pass(999);
  assert.equal(put(newcomer), newcomer.id);
  assert.equal(known(newcomer), false);
  assert.equal(table.get("cart")?.length, MAX);
});

test("put drops the oldest that has answered no call when a newcomer comes", (t) => {
  const { put, roster, known, instances, table, pass } = fill(t);
  const [first, second] = instances;
  roster.confirm(first?.id ?? "");
  pass(1_000);
  const newcomer = createInstance("cart");
  assert.equal(put(newcomer), second?.id);
  assert.ok(known(newcomer) && known(first) && !known(second));
  assert.equal(table.get("cart")?.length, MAX);
});

test("put drops none that has answered a call", (t) => {
  const { put, roster, instances, pass, known } = fill(t);
  for (const { id } of instances) roster.confirm(id);
  pass(60_000);
  const newcomer = createInstance("cart");
  assert.equal(put(newcomer), newcomer.id);
  for (const each of instances) assert.ok(known(each));
});

test("put takes an instance of another service, and one that is there already", (t) => {
  const { put, instances, table } = fill(t);
  const other = createInstance("currency");
  assert.equal(put(other), undefined);
  assert.deepEqual(table.get("currency"), [other]);
  const moved = { ...(instances[0] ?? assert.fail()), address: "127.0.0.1:1" };
  assert.equal(put(moved), undefined);
  assert.ok(table.get("cart")?.includes(moved));
});
