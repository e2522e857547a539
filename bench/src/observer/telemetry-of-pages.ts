import { randomBytes } from "node:crypto";
import { create, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { ExportLogsServiceRequestSchema as Logs } from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import { ExportTraceServiceRequestSchema as Traces } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import type { LogRecordSchema } from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
import {
  Span_SpanKind as Kind,
  type SpanSchema,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";

/** A body of OTLP over HTTP, and the path that it is for. */
export interface Body {
  readonly path: "/v1/traces" | "/v1/logs";
  readonly body: Uint8Array;
}

/** How many calls from service to service a page has, and how many spans. */
export const CALLS_OF_A_PAGE = 10;
export const SPANS_OF_A_PAGE = 1 + 2 * CALLS_OF_A_PAGE;

/** Those that a page calls, by turns. */
const CALLEES = ["currency", "productcatalog", "cart", "ad", "recommendation"];

/**
 * Returns what the services of a shop send of so many pages: of each page a trace with a span of
 * its own and two of each call, and two log lines. Each service sends its spans in a batch.
 */
export function telemetryOfPages(pages: number): Body[] {
  const spans = new Map<string, MessageInitShape<typeof SpanSchema>[]>();
  const logRecords: MessageInitShape<typeof LogRecordSchema>[] = [];
  for (let page = 0; page < pages; page++) {
    const [traceId, spanId] = [randomBytes(16), randomBytes(8)];
    for (const [service, span] of spansOfPage(spanId)) {
      const own = spans.get(service) ?? [];
      spans.set(service, own);
      own.push({ ...span, traceId });
    }
    for (const work of ["page", "call"]) {
      logRecords.push({
        timeUnixNano: nanoseconds(Date.now()),
        severityNumber: 9,
        severityText: "info",
        body: { value: { case: "stringValue", value: `A ${work} was answered` } },
        attributes: attributes({ requestId: traceId.toString("hex"), durationMs: 40 }),
        traceId,
        spanId,
      });
    }
  }
  const traces = [...spans].map(([service, own]): Body => {
    const scopeSpans = [{ scope: { name: "hipstershop" }, spans: own }];
    const request = { resourceSpans: [{ resource: resourceOf(service), scopeSpans }] };
    return { path: "/v1/traces", body: toBinary(Traces, create(Traces, request)) };
  });
  const scopeLogs = [{ scope: { name: "pino" }, logRecords }];
  const logs = { resourceLogs: [{ resource: resourceOf("frontend"), scopeLogs }] };
  return [...traces, { path: "/v1/logs", body: toBinary(Logs, create(Logs, logs)) }];
}

/** Yields the spans of a page, each with the service that makes it. */
function* spansOfPage(
  pageId: Uint8Array,
): Generator<readonly [string, MessageInitShape<typeof SpanSchema>]> {
  const startMs = Date.now() - 40;
  const page = { "http.request.method": "GET", "http.route": "/product/:id", "url.scheme": "http" };
  yield [
    "frontend",
    {
      ...timed(startMs, 40),
      spanId: pageId,
      name: "GET /product/:id",
      kind: Kind.SERVER,
      attributes: attributes({ ...page, "http.response.status_code": 200 }),
    },
  ];
  for (let call = 0; call < CALLS_OF_A_PAGE; call++) {
    const callee = `${CALLEES[call % CALLEES.length]}service`;
    const name = `hipstershop.${callee}/Method`;
    const rpc = { "rpc.system.name": "connectrpc", "rpc.method": name };
    const way = {
      "hipstershop.instance": `${callee}-1a2b3c4d`,
      "server.address": "127.0.0.1",
      "server.port": 41_873,
      "hipstershop.instances": 1,
      "hipstershop.registry": "mdns",
    };
    const spanId = randomBytes(8);
    yield [
      "frontend",
      {
        ...timed(startMs + call, 3),
        spanId,
        parentSpanId: pageId,
        name,
        kind: Kind.CLIENT,
        attributes: attributes({ ...rpc, ...way }),
      },
    ];
    yield [
      callee,
      {
        ...timed(startMs + call + 1, 1),
        spanId: randomBytes(8),
        parentSpanId: spanId,
        name,
        kind: Kind.SERVER,
        attributes: attributes(rpc),
      },
    ];
  }
}

function resourceOf(service: string) {
  return {
    attributes: attributes({
      "service.name": service,
      "service.instance.id": `${service}-1a2b3c4d`,
    }),
  };
}

function attributes(values: Readonly<Record<string, string | number>>) {
  return Object.entries(values).map(([key, value]) => ({
    key,
    value: {
      value:
        typeof value === "string"
          ? { case: "stringValue" as const, value }
          : { case: "intValue" as const, value: BigInt(value) },
    },
  }));
}

function timed(startMs: number, durationMs: number) {
  return {
    startTimeUnixNano: nanoseconds(startMs),
    endTimeUnixNano: nanoseconds(startMs + durationMs),
  };
}

function nanoseconds(ms: number): bigint {
  return BigInt(ms) * 1_000_000n;
}
