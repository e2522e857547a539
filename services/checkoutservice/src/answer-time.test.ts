import assert from "node:assert/strict";
import { test } from "node:test";
import { runInCallContext } from "@hipstershop/rpc";
import { answerTimeMs } from "./answer-time.ts";

/** Returns how long before its deadline a caller is answered that waits for so long. */
function beforeDeadlineMs(waitsMs: number): number {
  const deadlineMs = performance.now() + waitsMs;
  return deadlineMs - runInCallContext({ requestId: "r-1", deadlineMs }, answerTimeMs);
}

test("answerTimeMs is half a second before the caller's deadline", () => {
  assert.equal(Math.round(beforeDeadlineMs(8_000)), 500);
});

test("answerTimeMs leaves a caller who waits for less than a second half of that", () => {
  const earlyMs = beforeDeadlineMs(600);
  assert.ok(earlyMs > 0 && earlyMs <= 300, `${earlyMs} ms before the deadline`);
});

test("answerTimeMs is in eight seconds for who waits for longer, or for ever", () => {
  const nowMs = performance.now();
  const timesMs = [answerTimeMs(), nowMs + 60_000 - beforeDeadlineMs(60_000)];
  const mostMs = performance.now() + 8_000;
  for (const timeMs of timesMs) assert.ok(timeMs >= nowMs + 8_000 && timeMs <= mostMs);
});
