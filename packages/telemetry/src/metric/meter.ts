import type {
  Meter as ApiMeter,
  BatchObservableCallback,
  BatchObservableResult,
  MetricOptions,
  Observable,
} from "@opentelemetry/api";
import type { InstrumentationScope } from "../instrumentation-scope.ts";
import type { Descriptor } from "./descriptor.ts";
import { HistogramMetric } from "./histogram-metric.ts";
import { NumberMetric } from "./number-metric.ts";

export type Metric = NumberMetric | HistogramMetric;

/** Makes metrics, as OpenTelemetry's API says. The same name gives the same metric. */
export class Meter implements ApiMeter {
  readonly scope: InstrumentationScope;
  readonly #metrics = new Map<string, Metric>();
  readonly #batches = new Map<BatchObservableCallback, readonly Observable[]>();

  constructor(scope: InstrumentationScope) {
    this.scope = scope;
  }

  createCounter(name: string, options?: MetricOptions): NumberMetric {
    return this.#number("counter", name, options);
  }

  createUpDownCounter(name: string, options?: MetricOptions): NumberMetric {
    return this.#number("upDownCounter", name, options);
  }

  createGauge(name: string, options?: MetricOptions): NumberMetric {
    return this.#number("gauge", name, options);
  }

  createHistogram(name: string, options?: MetricOptions): HistogramMetric {
    const descriptor = describe("histogram", name, options);
    const bounds = options?.advice?.explicitBucketBoundaries;
    return this.#once(descriptor, () => new HistogramMetric(descriptor, bounds));
  }

  createObservableCounter(name: string, options?: MetricOptions): NumberMetric {
    return this.#number("counter", name, options);
  }

  createObservableUpDownCounter(name: string, options?: MetricOptions): NumberMetric {
    return this.#number("upDownCounter", name, options);
  }

  createObservableGauge(name: string, options?: MetricOptions): NumberMetric {
    return this.#number("gauge", name, options);
  }

  addBatchObservableCallback(callback: BatchObservableCallback, metrics: Observable[]): void {
    this.#batches.set(callback, metrics);
  }

  removeBatchObservableCallback(callback: BatchObservableCallback): void {
    this.#batches.delete(callback);
  }

  /** Returns the metrics as they are now. What a callback no longer says is forgotten. */
  async read(): Promise<readonly Metric[]> {
    const metrics = [...this.#metrics.values()];
    const asked: (() => unknown)[] = [];
    for (const metric of metrics) {
      if (!(metric instanceof NumberMetric) || metric.callbacks.size === 0) continue;
      metric.series.clear();
      const result = { observe: metric.record.bind(metric) };
      for (const callback of metric.callbacks) asked.push(() => callback(result));
    }
    for (const [callback, observed] of this.#batches) {
      for (const metric of observed) if (metric instanceof NumberMetric) metric.series.clear();
      asked.push(() => callback(BATCH_RESULT));
    }
    // One that fails says nothing, and the others are read.
    await Promise.allSettled(asked.map(async (ask) => ask()));
    return metrics;
  }

  #number(type: Descriptor["type"], name: string, options?: MetricOptions): NumberMetric {
    const descriptor = describe(type, name, options);
    return this.#once(descriptor, () => new NumberMetric(descriptor));
  }

  #once<M extends Metric>({ type, name }: Descriptor, create: () => M): M {
    const key = `${type} ${name.toLowerCase()}`;
    const metric = (this.#metrics.get(key) as M | undefined) ?? create();
    this.#metrics.set(key, metric);
    return metric;
  }
}

const BATCH_RESULT: BatchObservableResult = {
  observe(metric, value, attributes) {
    if (metric instanceof NumberMetric) metric.record(value, attributes);
  },
};

function describe(
  type: Descriptor["type"],
  name: string,
  { unit = "", description = "" }: MetricOptions = {},
): Descriptor {
  return { type, name, unit, description };
}
