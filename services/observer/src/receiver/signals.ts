import { create, type DescMessage, type MessageShape } from "@bufbuild/protobuf";
import {
  ExportLogsServiceRequestSchema,
  ExportLogsServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import {
  ExportMetricsServiceRequestSchema,
  ExportMetricsServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import {
  ExportTraceServiceRequestSchema,
  ExportTraceServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import type { Store } from "../store/store.ts";
import { receiveLogs, receiveMetrics, receiveSpans } from "./receive.ts";

/** One of OpenTelemetry's three kinds of data: what a request for it is, and what takes it in. */
export interface Signal<
  Request extends DescMessage = DescMessage,
  Response extends DescMessage = DescMessage,
> {
  readonly request: Request;
  readonly response: Response;
  receive(store: Store, request: MessageShape<Request>): MessageShape<Response>;
}

/** The signals by their standard paths (OTLP 1.11, "OTLP/HTTP Request"). */
export const signals: ReadonlyMap<string, Signal> = new Map([
  [
    "/v1/traces",
    signal(ExportTraceServiceRequestSchema, ExportTraceServiceResponseSchema, (store, request) =>
      create(ExportTraceServiceResponseSchema, receiveSpans(store, request)),
    ),
  ],
  [
    "/v1/logs",
    signal(ExportLogsServiceRequestSchema, ExportLogsServiceResponseSchema, (store, request) =>
      create(ExportLogsServiceResponseSchema, receiveLogs(store, request)),
    ),
  ],
  [
    "/v1/metrics",
    signal(
      ExportMetricsServiceRequestSchema,
      ExportMetricsServiceResponseSchema,
      (store, request) =>
        create(ExportMetricsServiceResponseSchema, receiveMetrics(store, request)),
    ),
  ],
]);

function signal<Request extends DescMessage, Response extends DescMessage>(
  request: Request,
  response: Response,
  receive: Signal<Request, Response>["receive"],
): Signal {
  return { request, response, receive } as unknown as Signal;
}
