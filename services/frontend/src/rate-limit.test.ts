import assert from "node:assert/strict";
import { test } from "node:test";
import { createRateLimit } from "./rate-limit.ts";

test("createRateLimit allows each client so many counts in each window", () => {
  let nowMs = 0;
  const limit = createRateLimit({ max: 2, windowMs: 1_000, now: () => nowMs });
  limit.count("a");
  assert.equal(limit.exhausted("a"), false);
  limit.count("a");
  assert.equal(limit.exhausted("a"), true);
  assert.equal(limit.exhausted("b"), false);
  nowMs = 1_000;
  assert.equal(limit.exhausted("a"), false);
});
