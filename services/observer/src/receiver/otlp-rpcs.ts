import { LogsService } from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import { MetricsService } from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import { TraceService } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { answerRpc } from "@hipstershop/service";
import type { Store } from "../store/store.ts";
import { receiveLogs, receiveMetrics, receiveSpans } from "./receive.ts";

/**
 * Answers OTLP over gRPC, and over Connect and gRPC-Web as well. What comes while the store is not
 * loaded is not kept.
 */
export function otlpRpcs(store: () => Store | undefined) {
  return [
    answerRpc(TraceService, {
      export(request) {
        const loaded = store();
        return loaded ? receiveSpans(loaded, request) : {};
      },
    }),
    answerRpc(LogsService, {
      export(request) {
        const loaded = store();
        return loaded ? receiveLogs(loaded, request) : {};
      },
    }),
    answerRpc(MetricsService, {
      export(request) {
        const loaded = store();
        return loaded ? receiveMetrics(loaded, request) : {};
      },
    }),
  ];
}
