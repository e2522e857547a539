import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { ExportTraceServiceRequestSchema } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { SpanKind, SpanStatusCode } from "@opentelemetry/api";
import { plainAttributes } from "../testing/plain-attributes.ts";
import { createSpanBatch } from "./span-batch.ts";
import type { WrittenSpan } from "./written-span.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const parent = { traceId, spanId: "b7ad6b7169203331", traceFlags: 1, isRemote: true };
const attributes = { "rpc.method": "Convert", "server.port": 80 };

function spanOf(name: string): WrittenSpan {
  return {
    spanContext: () => ({ traceId, spanId: "00f067aa0ba902b7", traceFlags: 1 }),
    parentSpanContext: parent,
    instrumentationScope: { name: "hipstershop" },
    name,
    kind: SpanKind.CLIENT,
    startTime: 1_700_000_000_999,
    endTime: 1_700_000_001_000.25,
    status: { code: SpanStatusCode.ERROR },
    shared: [attributes, { "hipstershop.cache": "miss" }],
  };
}

function read(request: Uint8Array) {
  const { resourceSpans } = fromBinary(ExportTraceServiceRequestSchema, request);
  return resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

test("createSpanBatch writes a span with attributes that others share, and times in milliseconds", () => {
  const batch = createSpanBatch({});
  batch.add(spanOf("Convert"));
  batch.add(spanOf("Überweisung"));
  const [first, second] = read(batch.take());
  assert.ok(first && second);
  assert.deepEqual([first.name, second.name], ["Convert", "Überweisung"]);
  for (const span of [first, second]) {
    assert.equal(Buffer.from(span.traceId).toString("hex"), traceId);
    assert.equal(Buffer.from(span.parentSpanId).toString("hex"), parent.spanId);
    assert.equal(span.startTimeUnixNano, 1_700_000_000_999_000_000n);
    assert.equal(span.endTimeUnixNano, 1_700_000_001_000_250_000n);
    assert.deepEqual(plainAttributes(span.attributes), {
      ...attributes,
      "hipstershop.cache": "miss",
    });
    assert.equal(span.status?.code, SpanStatusCode.ERROR);
    assert.equal(span.flags, 0x301);
  }
});

test("createSpanBatch begins anew after each request, also after a long one", () => {
  const batch = createSpanBatch({});
  for (const count of [3, 2_048, 1, 0, 2]) {
    for (let index = 0; index < count; index++) batch.add(spanOf(`${"long ".repeat(40)}${index}`));
    const spans = read(batch.take());
    assert.deepEqual(
      spans.map(({ name }) => name.split(" ").at(-1)),
      Array.from({ length: count }, (_, index) => `${index}`),
    );
  }
});
