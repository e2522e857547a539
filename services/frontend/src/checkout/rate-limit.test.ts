import assert from "node:assert/strict";
import { test } from "node:test";
import { createRateLimit } from "./rate-limit.ts";

test("createRateLimit allows each client so many counts in each window", () => {
  let nowMs = 0;
  const limit = createRateLimit({ max: 2, windowMs: 1_000, maxClients: 9, now: () => nowMs });
  limit.count("a");
  assert.equal(limit.exhausted("a"), false);
  limit.count("a");
  assert.equal(limit.exhausted("a"), true);
  assert.equal(limit.exhausted("b"), false);
  limit.forgive("a");
  assert.equal(limit.exhausted("a"), false);
  limit.count("a");
  assert.equal(limit.exhausted("a"), true);
  nowMs = 1_000;
  assert.equal(limit.exhausted("a"), false);
});

test("createRateLimit forgets the first client when there are too many", () => {
  const limit = createRateLimit({ max: 1, windowMs: 1_000, maxClients: 2, now: () => 0 });
  for (const client of ["a", "b", "a", "c"]) limit.count(client);
  assert.equal(limit.exhausted("a"), false);
  assert.equal(limit.exhausted("b"), true);
  assert.equal(limit.exhausted("c"), true);
});
