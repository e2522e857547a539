import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { ExportTraceServiceRequestSchema } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { runInCallContext } from "@hipstershop/rpc";
import { trace } from "@opentelemetry/api";
import { createRecorder } from "./create-recorder.ts";
import type { SamplerName } from "./telemetry-settings.ts";

const method = CurrencyService.method.convert;
const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

/**
 * Answers an RPC that came with a traceparent, and within it makes a call and a span by OpenTelemetry's
 * API. Returns what the call carried, and the names of the spans that were sent.
 */
async function record(sampler: SamplerName, flags: string) {
  const bodies: Uint8Array[] = [];
  const recorder = createRecorder({
    service: "currencyservice",
    resource: {},
    metrics: [],
    receivers: {
      any: true,
      found: Promise.resolve(),
      async send(signal, body) {
        if (signal === "traces") bodies.push(body);
      },
      [Symbol.dispose]() {},
    },
    settings: {
      endpoint: undefined,
      headers: {},
      sampler,
      samplerRatio: 1,
      resourceAttributes: {},
      metricIntervalMs: 60_000,
    },
  });
  const received = { traceparent: `00-${traceId}-${spanId}-${flags}`, tracestate: "vendor=1" };
  const rpc = recorder.beginRpc(method, "connect", received) ?? assert.fail();
  const span = rpc.span ?? assert.fail();
  const header: Record<string, string> = {};
  runInCallContext({ requestId: "request", span }, () => {
    const progress = { attempts: 1, cache: "none" } as const;
    const call = { service: "other", method, header, progress: { ...progress } };
    recorder.begin(call)?.end(undefined, undefined);
    trace.getTracer("currencyservice").startSpan("a library's").end();
  });
  rpc.end(undefined);
  await recorder[Symbol.asyncDispose]();
  const spans = bodies
    .flatMap((body) => fromBinary(ExportTraceServiceRequestSchema, body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans.map(({ name }) => name));
  return { span, header, spans };
}

const CONVERT = "hipstershop.CurrencyService/Convert";

test("createRecorder passes on a trace that the caller does not record, and records nothing", async () => {
  const { span, header, spans } = await record("parentbased_always_on", "00");
  assert.equal(span.traceId, traceId);
  assert.deepEqual(header, { traceparent: `00-${traceId}-${spanId}-00`, tracestate: "vendor=1" });
  assert.deepEqual(spans, []);
});

test("createRecorder records what its sampler asks for, whatever the caller does", async () => {
  const { header, spans } = await record("always_on", "00");
  assert.match(header.traceparent ?? "", new RegExp(`^00-${traceId}-(?!${spanId}).{16}-01$`));
  assert.deepEqual(spans.sort(), ["a library's", CONVERT, CONVERT]);
});

test("createRecorder records what the caller does", async () => {
  const { header, spans } = await record("parentbased_always_off", "01");
  assert.match(header.traceparent ?? "", new RegExp(`^00-${traceId}-(?!${spanId}).{16}-01$`));
  assert.equal(header.tracestate, "vendor=1");
  assert.deepEqual(spans.sort(), ["a library's", CONVERT, CONVERT]);
});
