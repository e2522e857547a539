import type { Meter } from "@opentelemetry/api";
import type { ReadMetric } from "../read-metric.ts";

/** Makes metrics of what others keep. */
export function recordRead(meter: Meter, metrics: Iterable<ReadMetric>): void {
  for (const { name, unit, description, grows, read } of metrics) {
    const instrument = grows
      ? meter.createObservableCounter(name, { unit, description })
      : meter.createObservableUpDownCounter(name, { unit, description });
    instrument.addCallback((result) => {
      for (const [value, attributes] of read()) result.observe(value, attributes);
    });
  }
}
