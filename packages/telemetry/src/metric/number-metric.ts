import type {
  Attributes,
  Counter,
  Gauge,
  Observable,
  ObservableCallback,
  UpDownCounter,
} from "@opentelemetry/api";
import type { Descriptor } from "./descriptor.ts";
import { SeriesSet } from "./series-set.ts";

/** A number with its attributes. Who counts often keeps it, and adds to it. */
export interface NumberSeries {
  readonly attributes: Attributes;
  value: number;
}

/** A counter, an upDownCounter or a gauge. */
export class NumberMetric implements Counter, UpDownCounter, Gauge, Observable {
  readonly descriptor: Descriptor;
  readonly series = new SeriesSet<NumberSeries>((attributes) => ({ attributes, value: 0 }));
  /** They say what it is when it is read. */
  readonly callbacks = new Set<ObservableCallback>();

  constructor(descriptor: Descriptor) {
    this.descriptor = descriptor;
  }

  add(value: number, attributes?: Attributes): void {
    if (value < 0 && this.descriptor.type === "counter") return;
    this.series.of(attributes).value += value;
  }

  record(value: number, attributes?: Attributes): void {
    this.series.of(attributes).value = value;
  }

  addCallback(callback: ObservableCallback): void {
    this.callbacks.add(callback);
  }

  removeCallback(callback: ObservableCallback): void {
    this.callbacks.delete(callback);
  }
}
