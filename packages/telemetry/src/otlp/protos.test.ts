import assert from "node:assert/strict";
import { test } from "node:test";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import {
  ExportLogsServiceRequestSchema,
  ExportLogsServiceResponseSchema,
} from "@hipstershop/proto/opentelemetry/proto/collector/logs/v1/logs_service";
import { ExportMetricsServiceResponseSchema } from "@hipstershop/proto/opentelemetry/proto/collector/metrics/v1/metrics_service";
import { ExportTraceServiceResponseSchema } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import {
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { plainAttributes } from "../testing/plain-attributes.ts";
import { encodeLogs } from "./encode-logs.ts";

const resource = resourceFromAttributes({ "service.name": "currencyservice" });

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
