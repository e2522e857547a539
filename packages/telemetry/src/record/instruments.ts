import type { TracerProvider } from "@opentelemetry/api";
import type { Meter } from "../metric/meter.ts";
import type { Spans } from "../span/create-spans.ts";

/** What records are made with. */
export interface Instruments {
  readonly spans: Spans;
  readonly meter: Meter;
  /** Makes the spans of others, by OpenTelemetry's API. */
  readonly provider: TracerProvider;
  /** Whether there is somebody to send spans to. */
  readonly traces: () => boolean;
}
