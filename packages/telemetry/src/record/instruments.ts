import type { Meter, Tracer, TracerProvider } from "@opentelemetry/api";

/** What records are made with. */
export interface Instruments {
  readonly provider: TracerProvider;
  readonly tracer: Tracer;
  readonly meter: Meter;
  /** Whether there is somebody to send spans to. */
  readonly traces: () => boolean;
}
