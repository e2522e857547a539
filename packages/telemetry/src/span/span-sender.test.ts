import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { ExportTraceServiceRequestSchema } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import {
  Span_SpanKind,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import {
  type TracerProvider as ApiTracerProvider,
  createTraceState,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { type ReadableSpan, TracerProvider } from "@opentelemetry/sdk-trace";
import { Meter } from "../metric/meter.ts";
import { plainAttributes } from "../testing/plain-attributes.ts";
import { createSampler } from "./create-sampler.ts";
import { createSpans } from "./create-spans.ts";
import { createSpanSender } from "./span-sender.ts";
import { createTracerProvider } from "./tracer-provider.ts";

const resource = resourceFromAttributes({ "service.name": "currencyservice" });

test("a span is sent as OpenTelemetry's own encoder writes it, and the protos read it", async () => {
  const official: ReadableSpan[] = [];
  const sdk = new TracerProvider({
    resource,
    spanProcessors: [
      {
        onStart() {},
        onEnd: (span) => void official.push(span),
        forceFlush: async () => {},
        shutdown: async () => {},
      },
    ],
  });
  const bodies: Uint8Array[] = [];
  const sender = createSpanSender({
    receivers: { send: async (_signal, body) => void bodies.push(body) },
    resource: resource.attributes as Record<string, string>,
    meter: new Meter({ name: "tests" }),
  });
  const spans = createSpans(createSampler("always_on", 1), sender.add);
  const other = { traceId: "a".repeat(32), spanId: "b".repeat(16), traceFlags: 1 };
  const parent = { ...other, isRemote: true, traceState: createTraceState("vendor=1") };
  const attributes = { text: "ä", number: -7, fraction: 0.5, yes: true, list: ["x", "y"] };
  const startMs = Date.now();
  function work(provider: ApiTracerProvider): void {
    const options = { kind: SpanKind.SERVER, startTime: startMs, attributes };
    const links = [{ context: other }];
    const within = trace.setSpanContext(ROOT_CONTEXT, parent);
    const span = provider.getTracer("tests", "1").startSpan("work", { ...options, links }, within);
    span.addEvent("said", { word: "hello" }, startMs + 1);
    span.addEvent("silence", startMs + 2);
    span.recordException({ name: "TypeError", message: "broken", stack: "at" }, startMs + 3);
    span.setStatus({ code: SpanStatusCode.ERROR, message: "broken" });
    span.updateName("more work");
    for (let index = 0; index < 130; index++) {
      span.addEvent("many", {}, startMs + 4).addLink({ context: other });
      span.setAttribute(`many.${index}`, index);
    }
    span.addLink({ context: other, attributes: { why: "origin" } });
    span.end(startMs + 5.25);
    span.setAttribute("late", true);
  }
  work(sdk);
  work(createTracerProvider(spans));
  await sender[Symbol.asyncDispose]();

  const read = (bytes: Uint8Array) => {
    const request = fromBinary(ExportTraceServiceRequestSchema, bytes);
    const span = request.resourceSpans[0]?.scopeSpans[0]?.spans[0] ?? assert.fail();
    assert.equal(span.spanId.length, 8);
    // Each has its own.
    span.spanId = new Uint8Array();
    return { request, span };
  };
  const theirs = read(ProtobufTraceSerializer.serializeRequest(official) ?? assert.fail());
  const { request, span } = read(bodies[0] ?? assert.fail());
  assert.deepEqual(request, theirs.request);
  assert.equal(span.kind, Span_SpanKind.SERVER);
  assert.equal(span.flags, 0x301);
  assert.equal(span.endTimeUnixNano - span.startTimeUnixNano, 5_250_000n);
  assert.equal(span.status?.code, Status_StatusCode.ERROR);
  assert.equal(span.attributes.length, 128);
  assert.equal(span.droppedLinksCount, 4);
  assert.deepEqual(plainAttributes(span.links.at(-1)?.attributes), { why: "origin" });
});
