import assert from "node:assert/strict";
import { test } from "node:test";
import { createRateWindow } from "./rate-window.ts";

test("a rate window counts the calls of the last ten seconds", () => {
  const window = createRateWindow();
  assert.deepEqual(window.rates(0), { perSecond: 0, failedPerSecond: 0 });
  for (let call = 0; call < 100; call++) window.add(call * 100, call < 90 ? 2 : 200, call >= 98);
  const { perSecond, failedPerSecond, p95Ms = 0 } = window.rates(9_999);
  assert.equal(perSecond, 10);
  assert.equal(failedPerSecond, 0.2);
  assert.ok(p95Ms >= 200 && p95Ms < 230, `${p95Ms}`);
});

test("a rate window forgets what is older, also where nothing comes after it", () => {
  const window = createRateWindow();
  window.add(1_000, 5, true);
  assert.equal(window.rates(10_500).perSecond, 0.1);
  assert.deepEqual(window.rates(11_000), { perSecond: 0, failedPerSecond: 0 });
  window.add(11_500, 5, false);
  assert.equal(window.rates(11_500).failedPerSecond, 0);
});
