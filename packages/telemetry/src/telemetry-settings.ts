/** A value of OTEL_TRACES_SAMPLER. */
export type SamplerName = `${"parentbased_" | ""}${"always_on" | "always_off" | "traceidratio"}`;

/** What OpenTelemetry's standard variables say. */
export interface TelemetrySettings {
  /** A receiver besides the observer: OTEL_EXPORTER_OTLP_ENDPOINT, a URL without "/v1/traces". */
  readonly endpoint: string | undefined;
  /** The headers that it is sent: OTEL_EXPORTER_OTLP_HEADERS. */
  readonly headers: Readonly<Record<string, string>>;
  /** OTEL_TRACES_SAMPLER, and its OTEL_TRACES_SAMPLER_ARG, from 0 to 1. */
  readonly sampler: SamplerName;
  readonly samplerRatio: number;
  /** OTEL_RESOURCE_ATTRIBUTES: what is said of the process besides. */
  readonly resourceAttributes: Readonly<Record<string, string>>;
  /** Whether metrics are counted, sent and read: OTEL_METRICS_EXPORTER. */
  readonly hasMetrics: boolean;
  /** How often metrics are sent: OTEL_METRIC_EXPORT_INTERVAL, in milliseconds. */
  readonly metricIntervalMs: number;
}
