import type { Attributes, Meter } from "@opentelemetry/api";

/** The buckets of the semantic conventions for how long calls and requests take, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/**
 * Creates a histogram of durations. The function that it returns counts one that began at
 * `startMs`, by `performance.now()`.
 */
export function createDuration(
  meter: Meter,
  name: string,
  description: string,
): (startMs: number, attributes: Attributes) => void {
  const histogram = meter.createHistogram(name, {
    unit: "s",
    description,
    advice: { explicitBucketBoundaries: BOUNDS },
  });
  return (startMs, attributes) =>
    histogram.record((performance.now() - startMs) / 1_000, attributes);
}
