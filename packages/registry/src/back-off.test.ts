import assert from "node:assert/strict";
import { test } from "node:test";
import { backOffMs } from "./back-off.ts";

test("backOffMs doubles up to its limit, with jitter", () => {
  for (const [failures, ms] of [
    [0, 100],
    [1, 200],
    [2, 400],
    [3, 500],
    [5_000, 500],
  ] as const) {
    const waitMs = backOffMs(failures, { firstMs: 100, mostMs: 500 });
    assert.ok(waitMs >= ms * 0.5 && waitMs <= ms * 1.5, `${waitMs} ms after ${failures}`);
  }
});
