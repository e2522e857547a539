import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { ExportLogsServiceResponseSchema } from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import {
  ExportMetricsServiceRequestSchema,
  ExportMetricsServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import {
  ExportTraceServiceRequestSchema,
  ExportTraceServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import {
  AnyValueSchema,
  type KeyValue,
} from "@hipstershop/proto/opentelemetry/proto/common/v1/common";
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

const resource = resourceFromAttributes({ "service.name": "currencyservice" });

test("the protos read the spans that OpenTelemetry's own encoder writes", () => {
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
  const attributes = { text: "a", number: 7, fraction: 0.5, yes: true, list: ["x", "y"] };
  const span = provider.getTracer("tests", "1").startSpan("work", {
    kind: SpanKind.SERVER,
    attributes,
    links: [{ context: other, attributes: { why: "origin" } }],
  });
  span.addEvent("said", { word: "hello" });
  span.setStatus({ code: SpanStatusCode.ERROR, message: "broken" });
  span.end();

  const bytes = ProtobufTraceSerializer.serializeRequest(ended) ?? assert.fail();
  const { resourceSpans } = fromBinary(ExportTraceServiceRequestSchema, bytes);
  const [group] = resourceSpans;
  assert.deepEqual(plain(group?.resource?.attributes), { "service.name": "currencyservice" });
  assert.equal(group?.scopeSpans[0]?.scope?.name, "tests");
  const read = group?.scopeSpans[0]?.spans[0] ?? assert.fail();
  const { traceId, spanId } = span.spanContext();
  assert.equal(Buffer.from(read.traceId).toString("hex"), traceId);
  assert.equal(Buffer.from(read.spanId).toString("hex"), spanId);
  assert.equal(read.name, "work");
  assert.equal(read.kind, Span_SpanKind.SERVER);
  assert.equal(read.flags & 0xff, 1);
  assert.ok(read.startTimeUnixNano > 1n << 60n && read.endTimeUnixNano >= read.startTimeUnixNano);
  assert.deepEqual(plain(read.attributes), { ...attributes, number: 7n });
  assert.equal(read.status?.code, Status_StatusCode.ERROR);
  assert.equal(read.status?.message, "broken");
  assert.equal(Buffer.from(read.links[0]?.traceId ?? []).toString("hex"), other.traceId);
  assert.deepEqual(plain(read.links[0]?.attributes), { why: "origin" });
  assert.deepEqual(plain(read.events[0]?.attributes), { word: "hello" });
});

test("the protos read the metrics that OpenTelemetry's own encoder writes", async () => {
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
  const [counted, took, level] = read.resourceMetrics[0]?.scopeMetrics[0]?.metrics ?? [];
  assert.equal(counted?.name, "counted");
  assert.equal(counted.unit, "{call}");
  const point = counted.data.case === "sum" ? counted.data.value.dataPoints[0] : assert.fail();
  assert.deepEqual(point?.value, { case: "asDouble", value: 3 });
  assert.deepEqual(plain(point.attributes), { way: "in" });
  const histogram = took?.data.case === "histogram" ? took.data.value.dataPoints[0] : undefined;
  assert.equal(histogram?.count, 1n);
  assert.equal(histogram.sum, 0.2);
  assert.equal(histogram.bucketCounts.length, histogram.explicitBounds.length + 1);
  const gauge = level?.data.case === "gauge" ? level.data.value.dataPoints[0] : undefined;
  assert.deepEqual(gauge?.value, { case: "asDouble", value: 1.5 });
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

/** Attributes as an object, lists as arrays. */
function plain(attributes: readonly KeyValue[] = []): Record<string, unknown> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, plainValue(value)]));
}

function plainValue({ value } = create(AnyValueSchema)): unknown {
  return value.case === "arrayValue" ? value.value.values.map(plainValue) : value.value;
}
