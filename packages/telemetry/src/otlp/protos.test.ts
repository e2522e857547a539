import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
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
import {
  Span_SpanKind,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { plainAttributes } from "../testing/plain-attributes.ts";
import { encodeLogs } from "./encode-logs.ts";
import { encodeMetrics } from "./encode-metrics.ts";
import { createSpanBatch } from "./span-batch.ts";

const resource = resourceFromAttributes({ "service.name": "currencyservice" });

test("createSpanBatch writes what OpenTelemetry's own encoder writes, and the protos read it", () => {
  const ended: ReadableSpan[] = [];
  const provider = new TracerProvider({
    resource,
    spanProcessors: [
      {
        onStart() {},
        onEnd: (span) => void ended.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const other = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };
  const attributes = { text: "ä", number: -7, fraction: 0.5, yes: true, list: ["x", "y"] };
  const span = provider.getTracer("tests", "1").startSpan("work", {
    kind: SpanKind.SERVER,
    attributes,
    links: [{ context: other, attributes: { why: "origin" } }],
  });
  span.addEvent("said", { word: "hello" });
  span.setStatus({ code: SpanStatusCode.ERROR, message: "broken" });
  span.end();
  provider.getTracer("others").startSpan("more").setStatus({ code: SpanStatusCode.OK }).end();

  const bytes = ProtobufTraceSerializer.serializeRequest(ended) ?? assert.fail();
  const request = fromBinary(ExportTraceServiceRequestSchema, bytes);
  const batch = createSpanBatch(resource.attributes);
  for (const each of ended) batch.add(each);
  const own = batch.take();
  assert.deepEqual(fromBinary(ExportTraceServiceRequestSchema, own), request);
  const next = fromBinary(ExportTraceServiceRequestSchema, batch.take());
  assert.deepEqual(next.resourceSpans[0]?.scopeSpans, []);
  const { resourceSpans } = request;
  const [group] = resourceSpans;
  assert.deepEqual(plainAttributes(group?.resource?.attributes), {
    "service.name": "currencyservice",
  });
  assert.equal(group?.scopeSpans[0]?.scope?.name, "tests");
  const read = group?.scopeSpans[0]?.spans[0] ?? assert.fail();
  const { traceId, spanId } = span.spanContext();
  assert.equal(Buffer.from(read.traceId).toString("hex"), traceId);
  assert.equal(Buffer.from(read.spanId).toString("hex"), spanId);
  assert.equal(read.name, "work");
  assert.equal(read.kind, Span_SpanKind.SERVER);
  assert.equal(read.flags & 0xff, 1);
  assert.ok(read.startTimeUnixNano > 1n << 60n && read.endTimeUnixNano >= read.startTimeUnixNano);
  assert.deepEqual(plainAttributes(read.attributes), attributes);
  assert.equal(read.status?.code, Status_StatusCode.ERROR);
  assert.equal(read.status?.message, "broken");
  assert.equal(Buffer.from(read.links[0]?.traceId ?? []).toString("hex"), other.traceId);
  assert.deepEqual(plainAttributes(read.links[0]?.attributes), { why: "origin" });
  assert.deepEqual(plainAttributes(read.events[0]?.attributes), { word: "hello" });
});

test("encodeMetrics writes what OpenTelemetry's own encoder writes, and the protos read it", async () => {
  const reader = new (class extends MetricReader {
    protected override async onForceFlush() {}
    protected override async onShutdown() {}
  })();
  const meter = new MeterProvider({ resource, readers: [reader] }).getMeter("tests");
  meter.createCounter("counted", { unit: "{call}" }).add(3, { way: "in" });
  meter.createHistogram("took", { unit: "s" }).record(0.2);
  meter.createGauge("level").record(1.5);

  const { resourceMetrics } = await reader.collect();
  const bytes = ProtobufMetricsSerializer.serializeRequest(resourceMetrics) ?? assert.fail();
  const read = fromBinary(ExportMetricsServiceRequestSchema, bytes);
  const own = encodeMetrics(resourceMetrics, resource.attributes);
  assert.deepEqual(fromBinary(ExportMetricsServiceRequestSchema, own), read);
  const [counted, took, level] = read.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  assert.equal(counted?.name, "counted");
  assert.equal(counted.unit, "{call}");
  const point = counted.data.case === "sum" ? counted.data.value.dataPoints[0] : assert.fail();
  assert.deepEqual(point?.value, { case: "asDouble", value: 3 });
  assert.deepEqual(plainAttributes(point.attributes), { way: "in" });
  const histogram = took?.data.case === "histogram" ? took.data.value.dataPoints[0] : undefined;
  assert.equal(histogram?.count, 1n);
  assert.equal(histogram.sum, 0.2);
  assert.equal(histogram.bucketCounts.length, histogram.explicitBounds.length + 1);
  const gauge = level?.data.case === "gauge" ? level.data.value.dataPoints[0] : undefined;
  assert.deepEqual(gauge?.value, { case: "asDouble", value: 1.5 });
});

test("encodeLogs writes pino's lines by the names of the conventions", () => {
  const [traceId, spanId] = ["ab".repeat(16), "cd".repeat(8)];
  const line = JSON.stringify({
    level: "warn",
    time: "2026-11-28T02:00:00.123Z",
    service: "currencyservice",
    msg: "call failed",
    requestId: "abc",
    durationMs: 1.5,
    trace_id: traceId,
    span_id: spanId,
    err: { type: "TypeError", message: "broken", stack: "TypeError: broken", code: "E1" },
  });
  const bytes = encodeLogs([line, "no JSON", "[1]"], resource.attributes);
  const { resourceLogs } = fromBinary(ExportLogsServiceRequestSchema, bytes);
  const [record, ...others] = resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
  assert.equal(others.length, 0);
  assert.equal(record?.timeUnixNano, BigInt(Date.parse("2026-11-28T02:00:00.123Z")) * 1_000_000n);
  assert.equal(record.severityNumber, 13);
  assert.equal(record.severityText, "warn");
  assert.equal(record.body?.value.value, "call failed");
  assert.equal(Buffer.from(record.traceId).toString("hex"), traceId);
  assert.equal(Buffer.from(record.spanId).toString("hex"), spanId);
  assert.deepEqual(plainAttributes(record.attributes), {
    requestId: "abc",
    durationMs: 1.5,
    "exception.type": "TypeError",
    "exception.message": "broken",
    "exception.stacktrace": "TypeError: broken",
    err: { code: "E1" },
  });
});

test("OpenTelemetry's own decoder reads the answers that the protos write", () => {
  const errorMessage = "too much";
  const spans = { partialSuccess: { rejectedSpans: 2n, errorMessage } };
  const points = { partialSuccess: { rejectedDataPoints: 3n, errorMessage } };
  const lines = { partialSuccess: { rejectedLogRecords: 4n, errorMessage } };
  const trace = ExportTraceServiceResponseSchema;
  const metrics = ExportMetricsServiceResponseSchema;
  const logs = ExportLogsServiceResponseSchema;
  assert.deepEqual(
    ProtobufTraceSerializer.deserializeResponse(toBinary(trace, create(trace, spans))),
    { partialSuccess: { rejectedSpans: 2, errorMessage } },
  );
  assert.deepEqual(
    ProtobufMetricsSerializer.deserializeResponse(toBinary(metrics, create(metrics, points))),
    { partialSuccess: { rejectedDataPoints: 3, errorMessage } },
  );
  assert.deepEqual(
    ProtobufLogsSerializer.deserializeResponse(toBinary(logs, create(logs, lines))),
    {
      partialSuccess: { rejectedLogRecords: 4, errorMessage },
    },
  );
});
