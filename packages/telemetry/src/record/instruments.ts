import type { Meter, Tracer } from "@opentelemetry/api";
import type { Durations } from "./create-durations.ts";
import type { BeginSpan } from "./create-spans.ts";

/** What records are made with. */
export interface Instruments {
  /** Begins a span of an RPC, a call or a page. */
  readonly begin: BeginSpan;
  /** Makes spans that are rarer. */
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly durations: Durations;
  /** Whether there is somebody to send spans to. */
  readonly traces: () => boolean;
}
