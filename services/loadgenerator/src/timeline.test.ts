import assert from "node:assert/strict";
import { test } from "node:test";
import { createTimeline } from "./timeline.ts";

test("a timeline has a sample for each second that is over", () => {
  let nowMs = 1_000_500;
  const timeline = createTimeline(() => nowMs);
  for (let ms = 1; ms <= 100; ms++) timeline.record(ms, ms > 90);
  assert.deepEqual(timeline.samples(), []);
  nowMs = 1_002_100;
  timeline.record(7, false);
  const [first, second, ...others] = timeline.samples();
  assert.deepEqual(others, []);
  assert.equal(first?.second, 1_000);
  assert.deepEqual([first?.requests, first?.failed], [100, 10]);
  assert.ok(Math.abs((first?.p50Ms ?? 0) - 50) < 1, `${first?.p50Ms}`);
  assert.ok(Math.abs((first?.p95Ms ?? 0) - 95) < 1, `${first?.p95Ms}`);
  assert.deepEqual(second, { second: 1_001, requests: 0, failed: 0, p50Ms: 0, p95Ms: 0 });
});

test("a timeline keeps two minutes, also after a long pause", () => {
  let nowMs = 0;
  const timeline = createTimeline(() => nowMs);
  timeline.record(1, false);
  nowMs = 3_600_000;
  const samples = timeline.samples();
  assert.equal(samples.length, 120);
  assert.equal(samples.at(-1)?.second, 3_599);
  assert.equal(samples[0]?.second, 3_480);
  assert.ok(samples.every(({ requests }) => requests === 0));
});
