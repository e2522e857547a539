import type { MessageInitShape } from "@bufbuild/protobuf";
import type {
  ExportLogsServiceRequest,
  ExportLogsServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import type { ExportMetricsServiceRequest } from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import type {
  ExportTraceServiceRequest,
  ExportTraceServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import type { Store } from "../store/store.ts";

/** Keeps the spans of a request. The answer says how many were not kept. */
export function receiveSpans(
  store: Store,
  { resourceSpans }: ExportTraceServiceRequest,
): MessageInitShape<typeof ExportTraceServiceResponseSchema> {
  let dropped = 0;
  for (const { resource, scopeSpans } of resourceSpans) {
    const spans = scopeSpans.flatMap((scope) => scope.spans);
    dropped += store.addSpans(resource, spans);
  }
  if (dropped === 0) return {};
  const errorMessage =
    "ids must have 16 and 8 bytes, and a trace at most 2,000 spans and a quarter of the room";
  return { partialSuccess: { rejectedSpans: BigInt(dropped), errorMessage } };
}

/** Keeps the log lines of a request. The answer says how many were not kept. */
export function receiveLogs(
  store: Store,
  { resourceLogs }: ExportLogsServiceRequest,
): MessageInitShape<typeof ExportLogsServiceResponseSchema> {
  let dropped = 0;
  for (const { resource, scopeLogs } of resourceLogs) {
    const records = scopeLogs.flatMap((scope) => scope.logRecords);
    dropped += store.addLogs(resource, records);
  }
  if (dropped === 0) return {};
  const errorMessage = "fifty lines must take less than a quarter of the room";
  return { partialSuccess: { rejectedLogRecords: BigInt(dropped), errorMessage } };
}

/** Keeps what pages show of the metrics of a request. */
export function receiveMetrics(
  store: Store,
  { resourceMetrics }: ExportMetricsServiceRequest,
): Record<string, never> {
  for (const { resource, scopeMetrics } of resourceMetrics) {
    const metrics = scopeMetrics.flatMap((scope) => scope.metrics);
    store.addMetrics(resource, metrics);
  }
  return {};
}
