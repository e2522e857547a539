import assert from "node:assert/strict";
import { test } from "node:test";
import { createInstance } from "./contract/create-instance.ts";
import { nextWhere } from "./contract/next-where.ts";
import { createMemoryRegistry } from "./memory/memory.ts";
import type { Snapshot } from "./registry.ts";
import { createFaulty } from "./testing/create-faulty.ts";
import { withTroubleLog } from "./with-trouble-log.ts";

/** A registry that can fail, with its log, and one watch for each name. */
async function open() {
  const source = createFaulty(createMemoryRegistry());
  const lines: string[] = [];
  const say = (line: string) => void lines.push(line);
  const registry = withTroubleLog(source, { info: say, warn: say });
  return { source, registry, lines };
}

test("withTroubleLog says once that watches throw, and once that they work again", async () => {
  const { source, registry, lines } = await open();
  source.fail(new Error("The wire\nis cut"));
  for (const service of ["ads", "cart", "ads", "cart"]) {
    await assert.rejects(
      nextWhere(registry.watch(service), () => true),
      /is cut/,
    );
  }
  assert.deepEqual(lines, ["Registry [memory] is in trouble: The wire\\u000ais cut"]);
  source.recover();
  await nextWhere(registry.watch("ads"), () => true);
  assert.equal(lines.length, 1, "cart is still in trouble");
  await nextWhere(registry.watch("cart"), () => true);
  assert.deepEqual(lines.slice(1), ["Registry [memory] works again"]);
  await registry[Symbol.asyncDispose]();
});

test("withTroubleLog says what a snapshot carries, and passes it on", async () => {
  const { source, registry, lines } = await open();
  const instances = [createInstance("cart")];
  const trouble = new Error("Forbidden");
  const snapshots: Snapshot[] = [{ instances }, { instances, trouble }, { instances }];
  source.watch = async function* () {
    yield* snapshots;
  };
  const seen: Snapshot[] = [];
  for await (const snapshot of registry.watch("cart")) seen.push(snapshot);
  assert.deepEqual(seen, snapshots);
  assert.deepEqual(lines, [
    "Registry [memory] is in trouble: Forbidden",
    "Registry [memory] works again",
  ]);
});

test("withTroubleLog says nothing when a reader ends its watch", async () => {
  const { registry, lines } = await open();
  const { signal, abort } = withAbort();
  const watching = registry.watch("cart", { signal })[Symbol.asyncIterator]();
  await watching.next();
  const waiting = watching.next();
  abort(new Error("Enough"));
  await assert.rejects(waiting, /Enough/);
  assert.deepEqual(lines, []);
});

function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: (reason: Error) => controller.abort(reason) };
}
