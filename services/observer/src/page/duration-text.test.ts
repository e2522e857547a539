import assert from "node:assert/strict";
import { test } from "node:test";
import { durationText } from "./duration-text.ts";

for (const [ms, text] of [
  [0, "0 µs"],
  [0.84, "840 µs"],
  [0.9996, "1.0 ms"],
  [12.44, "12.4 ms"],
  [99.96, "100 ms"],
  [999.6, "1.00 s"],
  [61_000, "1 min"],
] as const) {
  test(`durationText writes ${ms} ms as ${text}`, () => assert.equal(durationText(ms), text));
}
