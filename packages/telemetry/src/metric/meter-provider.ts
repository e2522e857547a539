import type { MeterProvider as ApiMeterProvider } from "@opentelemetry/api";
import type { InstrumentationScope } from "../instrumentation-scope.ts";
import { Meter, type Metric } from "./meter.ts";

/** Metrics as they were at one time, by what has made them. */
export interface ReadMetrics {
  /** Since when they count, and when they were read, in milliseconds since the epoch. */
  readonly startMs: number;
  readonly endMs: number;
  readonly scopes: readonly {
    readonly scope: InstrumentationScope;
    readonly metrics: readonly Metric[];
  }[];
}

/** The meters of a service. */
export class MeterProvider implements ApiMeterProvider {
  readonly #meters = new Map<string, Meter>();
  readonly #startMs = Date.now();

  getMeter(name: string, version?: string): Meter {
    const key = `${name}@${version ?? ""}`;
    const meter = this.#meters.get(key) ?? new Meter({ name, version });
    this.#meters.set(key, meter);
    return meter;
  }

  /** Reads all metrics. */
  async read(): Promise<ReadMetrics> {
    const scopes = [...this.#meters.values()].map(async (meter) => ({
      scope: meter.scope,
      metrics: await meter.read(),
    }));
    return { scopes: await Promise.all(scopes), startMs: this.#startMs, endMs: Date.now() };
  }
}
