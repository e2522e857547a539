import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { LOOPBACK } from "../timing.ts";
import { createPassiveObservation } from "./passive-observation.ts";

const { reconfirmIntervalMs, reconfirmWaitMs } = LOOPBACK;
const WAIT_MS = reconfirmIntervalMs + reconfirmWaitMs;

/** Passive observation of a service that was last heard of when a test says so. */
function open(t: TestContext) {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const gone: string[] = [];
  const last = { heardMs: performance.now() - 1 };
  const observation = createPassiveObservation({
    timing: LOOPBACK,
    heardMs: () => last.heardMs,
    onGone: (name) => gone.push(name),
  });
  t.after(() => observation[Symbol.dispose]());
  const pass = async (ms: number) => {
    t.mock.timers.tick(ms);
    await setImmediate();
  };
  return { observation, gone, last, pass };
}

test("a service is gone when two questions have no answer", async (t) => {
  const { observation, gone, pass } = open(t);
  observation.add("a");
  await pass(reconfirmIntervalMs);
  observation.add("a");
  assert.deepEqual(gone, []);
  await pass(reconfirmWaitMs);
  assert.deepEqual(gone, ["a"]);
});

test("a service is not gone when one question has no answer", async (t) => {
  const { observation, gone, pass } = open(t);
  observation.add("a");
  assert.equal(observation.isJudging("a"), true);
  await pass(WAIT_MS);
  assert.equal(observation.isJudging("a"), false);
  await pass(10_000);
  observation.add("a");
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});

test("a service is gone when a second question comes within ten seconds", async (t) => {
  const { observation, gone, pass } = open(t);
  observation.add("a");
  await pass(5_000);
  observation.add("a");
  await pass(WAIT_MS);
  assert.deepEqual(gone, ["a"]);
});

test("a service is not gone when it was heard of since", async (t) => {
  const { observation, gone, last, pass } = open(t);
  observation.add("a");
  observation.add("a");
  last.heardMs = performance.now() + 1;
  await pass(WAIT_MS);
  assert.deepEqual(gone, []);
});
