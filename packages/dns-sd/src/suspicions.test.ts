import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { createSuspicions } from "./suspicions.ts";
import { LOOPBACK } from "./timing.ts";

const { reconfirmIntervalMs, reconfirmWaitMs } = LOOPBACK;
const WAIT_MS = reconfirmIntervalMs + reconfirmWaitMs;

/** Suspicions of an instance that was last heard of when a test says so. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const gone: string[] = [];
  const last = { heardMs: performance.now() - 1 };
  const suspicions = createSuspicions({
    timing: LOOPBACK,
    heardMs: () => last.heardMs,
    onGone: (name) => gone.push(name),
  });
  t.after(() => suspicions[Symbol.dispose]());
  const pass = async (ms: number) => {
    t.mock.timers.tick(ms);
    await setImmediate();
  };
  return { suspicions, gone, last, pass };
}

test("an instance is gone when two questions have no answer", async (t) => {
  const { suspicions, gone, pass } = open(t);
  suspicions.add("a");
  await pass(reconfirmIntervalMs);
  suspicions.add("a");
  assert.deepEqual(gone, []);
  await pass(reconfirmWaitMs);
  assert.deepEqual(gone, ["a"]);
});

test("an instance is not gone when one question has no answer", async (t) => {
  const { suspicions, gone, pass } = open(t);
  suspicions.add("a");
  assert.equal(suspicions.isJudging("a"), true);
  await pass(WAIT_MS);
  assert.equal(suspicions.isJudging("a"), false);
  await pass(10_000);
  suspicions.add("a");
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});

test("an instance is gone when a second question comes within ten seconds", async (t) => {
  const { suspicions, gone, pass } = open(t);
  suspicions.add("a");
  await pass(5_000);
  suspicions.add("a");
  await pass(WAIT_MS);
  assert.deepEqual(gone, ["a"]);
});

test("an instance is not gone when it was heard of since", async (t) => {
  const { suspicions, gone, last, pass } = open(t);
  suspicions.add("a");
  suspicions.add("a");
  last.heardMs = performance.now() + 1;
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});
