import type { TelemetrySettings } from "@hipstershop/telemetry";
import type { SharedConfig } from "../settings/settings.ts";

/** Returns what OpenTelemetry's variables say. */
export function telemetrySettings(shared: SharedConfig): TelemetrySettings {
  return {
    endpoint: shared.OTEL_EXPORTER_OTLP_ENDPOINT,
    headers: shared.OTEL_EXPORTER_OTLP_HEADERS,
    sampler: shared.OTEL_TRACES_SAMPLER,
    samplerRatio: shared.OTEL_TRACES_SAMPLER_ARG,
    resourceAttributes: shared.OTEL_RESOURCE_ATTRIBUTES,
    hasMetrics: shared.OTEL_METRICS_EXPORTER !== "none",
    metricIntervalMs: shared.OTEL_METRIC_EXPORT_INTERVAL,
  };
}
