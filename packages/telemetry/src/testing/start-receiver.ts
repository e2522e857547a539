import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fromBinary } from "@bufbuild/protobuf";
import {
  type ExportLogsServiceRequest,
  ExportLogsServiceRequestSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import {
  type ExportMetricsServiceRequest,
  ExportMetricsServiceRequestSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import {
  type ExportTraceServiceRequest,
  ExportTraceServiceRequestSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import type { Span } from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { plainAttributes } from "./plain-attributes.ts";

/** A span as a test compares it: ids in hex, attributes as objects. */
export interface ReceivedSpan {
  readonly service: unknown;
  readonly name: string;
  readonly kind: "internal" | "server" | "client";
  readonly traceId: string;
  readonly spanId: string;
  /** Empty in the first span of a trace. */
  readonly parentId: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** The ids of the spans that it links to. */
  readonly links: readonly string[];
  readonly failed: boolean;
}

/** Takes OTLP over HTTP, and keeps all of it. */
export interface Receiver extends AsyncDisposable {
  /** "http://127.0.0.1:<port>", for OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  readonly address: string;
  readonly spans: readonly ReceivedSpan[];
  readonly traces: readonly ExportTraceServiceRequest[];
  readonly metrics: readonly ExportMetricsServiceRequest[];
  readonly logs: readonly ExportLogsServiceRequest[];
  /** Every body as it came, with its path and headers. */
  readonly bodies: readonly {
    path: string;
    headers: NodeJS.Dict<string | string[]>;
    body: Buffer;
  }[];
}

/** Starts a receiver for tests. `answer` is the status that it answers. */
export async function startReceiver({ status = 200 } = {}): Promise<Receiver> {
  const spans: ReceivedSpan[] = [];
  const traces: ExportTraceServiceRequest[] = [];
  const metrics: ExportMetricsServiceRequest[] = [];
  const logs: ExportLogsServiceRequest[] = [];
  const bodies: Receiver["bodies"][number][] = [];
  const read: Readonly<Record<string, (body: Uint8Array) => void>> = {
    "/v1/traces": (body) => {
      const request = fromBinary(ExportTraceServiceRequestSchema, body);
      traces.push(request);
      spans.push(...spansIn(request));
    },
    "/v1/metrics": (body) => metrics.push(fromBinary(ExportMetricsServiceRequestSchema, body)),
    "/v1/logs": (body) => logs.push(fromBinary(ExportLogsServiceRequestSchema, body)),
  };
  const server = createServer(async (request, response) => {
    const body = Buffer.concat(await request.toArray());
    const path = request.url ?? "";
    bodies.push({ path, headers: request.headers, body });
    if (status === 200) read[path]?.(body);
    response.statusCode = status;
    response.end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: `http://${address}`,
    address,
    spans,
    traces,
    metrics,
    logs,
    bodies,
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const KINDS = ["internal", "internal", "server", "client", "internal", "internal"] as const;

function spansIn({ resourceSpans }: ExportTraceServiceRequest): ReceivedSpan[] {
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = plainAttributes(resource?.attributes)["service.name"];
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ service, ...plain(span) })));
  });
}

function plain(span: Span) {
  return {
    name: span.name,
    kind: KINDS[span.kind] ?? "internal",
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentId: hex(span.parentSpanId),
    attributes: plainAttributes(span.attributes),
    links: span.links.map(({ spanId }) => hex(spanId)),
    failed: span.status?.code === 2,
  };
}

function hex(id: Uint8Array): string {
  return Buffer.from(id).toString("hex");
}
