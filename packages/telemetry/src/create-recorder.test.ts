import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { ExportTraceServiceRequestSchema } from "@hipstershop/proto/opentelemetry/proto/collector/trace/v1/trace_service";
import { runInCallContext } from "@hipstershop/rpc";
import { ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { suppressTracing } from "@opentelemetry/core";
import { createRecorder } from "./create-recorder.ts";
import type { SamplerName } from "./telemetry-settings.ts";
import { fakeReceivers } from "./testing/fake-receivers.ts";
import { plainAttributes } from "./testing/plain-attributes.ts";

const method = CurrencyService.method.convert;
const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";

function create(sampler: SamplerName, take: Parameters<typeof fakeReceivers>[0]) {
  return createRecorder({
    service: "currencyservice",
    resource: {},
    metrics: [],
    receivers: fakeReceivers(take),
    settings: {
      endpoint: undefined,
      headers: {},
      sampler,
      samplerRatio: 1,
      resourceAttributes: {},
      hasMetrics: true,
      metricIntervalMs: INTERVAL_MS,
    },
  });
}

const INTERVAL_MS = 60_000;
const WAIT = { interval: 5, timeout: 10_000 };

/**
 * Answers an RPC that came with a traceparent, and within it makes a call and a span by OpenTelemetry's
 * API. Returns what the call carried, and the names of the spans that were sent.
 */
async function record(sampler: SamplerName, flags: string) {
  const bodies: Uint8Array[] = [];
  const recorder = create(sampler, async (signal, body) => {
    if (signal === "traces") bodies.push(body);
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

test("createRecorder records no call where tracing is suppressed, and sends no trace with it", async () => {
  await using recorder = create("always_on", async () => {});
  const rpc = recorder.beginRpc(method, "connect", undefined) ?? assert.fail();
  const span = { ...rpc.span, traceId, spanId, context: suppressTracing(ROOT_CONTEXT) };
  const header: Record<string, string> = {};
  runInCallContext({ requestId: "request", span }, () => {
    const progress = { attempts: 1, cache: "none" } as const;
    recorder.begin({ service: "other", method, header, progress: { ...progress } });
  });
  assert.deepEqual(header, {});
});

test("createRecorder sends no metrics while those before are still on their way", async (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  const onTheWay: PromiseWithResolvers<void>[] = [];
  const end = Promise.withResolvers<void>();
  await using recorder = create("always_off", () => {
    const sent = Promise.withResolvers<void>();
    onTheWay.push(sent);
    return Promise.race([sent.promise, end.promise]);
  });
  using stack = new DisposableStack();
  stack.defer(end.resolve);
  /** Lets five intervals pass. What they set off has begun when a later reading has ended. */
  async function passFive() {
    for (let i = 0; i < 5; i++) t.mock.timers.tick(INTERVAL_MS);
    await recorder.metricsText();
  }
  await passFive();
  assert.equal(onTheWay.length, 1);
  onTheWay[0]?.reject(new Error("the receiver is gone"));
  await t.waitFor(async () => {
    await passFive();
    assert.equal(onTheWay.length, 2);
  }, WAIT);
  // At the end it sends the newest at once.
  const ending = recorder[Symbol.asyncDispose]();
  await t.waitFor(() => assert.equal(onTheWay.length, 3), WAIT);
  onTheWay[2]?.resolve();
  await ending;
});

test("createRecorder marks the page that a load generator asks for, and no other", async () => {
  const bodies: Uint8Array[] = [];
  const recorder = create("always_on", async (signal, body) => {
    if (signal === "traces") bodies.push(body);
  });
  for (const isTest of [true, false]) {
    const page = recorder.beginPage({ method: "GET", received: undefined, isTest });
    page.end({ route: String(isTest), status: 200 });
  }
  await recorder[Symbol.asyncDispose]();
  const marked = bodies
    .flatMap((body) => fromBinary(ExportTraceServiceRequestSchema, body).resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map(({ name, attributes }) => [
      name,
      plainAttributes(attributes)["user_agent.synthetic.type"],
    ]);
  assert.deepEqual(marked, [
    ["GET true", "test"],
    ["GET false", undefined],
  ]);
});
