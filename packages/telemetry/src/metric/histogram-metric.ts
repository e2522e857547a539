import type { Attributes, Histogram } from "@opentelemetry/api";
import type { Descriptor } from "./descriptor.ts";
import { SeriesSet } from "./series-set.ts";

/** How many values were in which bucket, with their attributes. Who records often keeps it. */
export class HistogramSeries {
  readonly attributes: Attributes;
  readonly bounds: readonly number[];
  /** One for each bound, with what is not above it, and one for the rest. */
  readonly counts: number[];
  count = 0;
  sum = 0;
  min = Number.POSITIVE_INFINITY;
  max = Number.NEGATIVE_INFINITY;

  constructor(attributes: Attributes, bounds: readonly number[]) {
    this.attributes = attributes;
    this.bounds = bounds;
    this.counts = new Array(bounds.length + 1).fill(0);
  }

  record(value: number): void {
    const { bounds, counts } = this;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] as number)) bucket += 1;
    counts[bucket] = (counts[bucket] as number) + 1;
    this.count += 1;
    this.sum += value;
    if (value < this.min) this.min = value;
    if (value > this.max) this.max = value;
  }
}

/** A distribution of values. */
export class HistogramMetric implements Histogram {
  readonly descriptor: Descriptor;
  readonly series: SeriesSet<HistogramSeries>;

  constructor(descriptor: Descriptor, bounds: readonly number[] = USUAL_BOUNDS) {
    this.descriptor = descriptor;
    this.series = new SeriesSet((attributes) => new HistogramSeries(attributes, bounds));
  }

  record(value: number, attributes?: Attributes): void {
    if (value >= 0) this.series.of(attributes).record(value);
  }
}

/** Those of OpenTelemetry's specification, where nothing else is asked for. */
const USUAL_BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1_000, 2_500, 5_000, 7_500, 10_000];
