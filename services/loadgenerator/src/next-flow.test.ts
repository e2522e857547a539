import assert from "node:assert/strict";
import { test } from "node:test";
import { usualMix } from "./mix.ts";
import { nextFlow } from "./next-flow.ts";

test("nextFlow chooses each flow as often as the original's visitors do", () => {
  const drawn = Array.from({ length: 19 }, (_, index) =>
    nextFlow(usualMix, () => (index + 0.5) / 19),
  );
  const counts = Object.fromEntries(
    Map.groupBy(drawn, (flow) => flow)
      .entries()
      .map(([flow, { length }]) => [flow, length]),
  );
  assert.deepEqual(counts, {
    index: 1,
    setCurrency: 2,
    browse: 10,
    addToCart: 2,
    viewCart: 3,
    checkout: 1,
  });
});
