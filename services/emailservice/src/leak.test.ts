import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedFaults } from "@hipstershop/faults";
import { createLeak } from "./leak.ts";

test("createLeak keeps a text as many times as emailMemoryLeak says", async () => {
  const values = { emailMemoryLeak: 0 };
  const leak = createLeak(fixedFaults(values));
  const before = process.memoryUsage().arrayBuffers;
  const grownBy = () => process.memoryUsage().arrayBuffers - before;
  await leak("x".repeat(1_000));
  assert.ok(grownBy() < 100_000);
  values.emailMemoryLeak = 10_000;
  for (let i = 0; i < 3; i++) await leak("x".repeat(1_000));
  assert.ok(grownBy() >= 30_000_000, `${grownBy()}`);
  // Far more than a laptop has: there is an end.
  values.emailMemoryLeak = 1e12;
  await leak("x");
  assert.ok(grownBy() < 600_000_000, `${grownBy()}`);
});
