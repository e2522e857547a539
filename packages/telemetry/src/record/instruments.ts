import type { Meter, SpanContext, Tracer, TracerProvider } from "@opentelemetry/api";
import type { Durations } from "./create-durations.ts";

/** What records are made with. */
export interface Instruments {
  readonly provider: TracerProvider;
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly durations: Durations;
  /** Whether there is somebody to send spans to. */
  readonly traces: () => boolean;
  /** Whether what begins within a span is not recorded, because the span is not. */
  readonly isLeftOut: (parent: SpanContext) => boolean;
}
