import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { LoadSampleSchema } from "@hipstershop/proto/hipstershop/dev/load";
import { drawSamples } from "./draw-samples.ts";

const sample = (second: number, requests: number) =>
  create(LoadSampleSchema, { second: BigInt(second), requests, p50Ms: requests });

const draw = (samples: readonly ReturnType<typeof sample>[], filled: boolean) => {
  const line = { look: "x", of: (each: (typeof samples)[number]) => each.requests, filled };
  const svg = drawSamples(samples, [line], { top: 10, label: "<load>" }).text;
  return { svg, d: / x" d="([^"]*)"/.exec(svg)?.[1] };
};

test("drawSamples has the newest second at the right edge, and its scale ends at the top", () => {
  const { d, svg } = draw([sample(881, 0), sample(941, 5), sample(1_000, 20)], true);
  assert.equal(d, "M0 100L0 100L302.5 50L600 0L600 100Z");
  assert.match(svg, /aria-label="&lt;load&gt;"/);
});

test("drawSamples leaves a gap in a line where no request ended", () => {
  const samples = [sample(998, 5), sample(999, 0), sample(1_000, 10)];
  assert.equal(draw(samples, false).d, "M589.9 50M600 0");
});

test("drawSamples draws nothing where there are no samples yet", () => {
  assert.equal(draw([], true).d, "");
});
