import type { HistogramMetric } from "../metric/histogram-metric.ts";
import type { Meter } from "../metric/meter.ts";

/** The buckets of the semantic conventions for how long calls and requests take, in seconds. */
const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Creates a histogram of durations, in seconds. */
export function createDuration(meter: Meter, name: string, description: string): HistogramMetric {
  return meter.createHistogram(name, {
    unit: "s",
    description,
    advice: { explicitBucketBoundaries: BOUNDS },
  });
}
