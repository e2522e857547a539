import assert from "node:assert/strict";
import { test } from "node:test";
import { type HrTime, type SpanContext, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { hrTimeToMilliseconds } from "@opentelemetry/core";
import { SamplingDecision, TracerProvider } from "@opentelemetry/sdk-trace";
import { EMPTY_CONTEXT } from "../empty-context.ts";
import { createSampling } from "../export/create-sampling.ts";
import type { WrittenSpan } from "../otlp/written-span.ts";
import type { SamplerName } from "../telemetry-settings.ts";
import { createSpans } from "./create-spans.ts";
import { createSpanIds } from "./span-ids.ts";

const parent: SpanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
  isRemote: true,
};

/** Creates what begins spans, beside the SDK whose spans end in the same list. */
function create(sampler: SamplerName = "always_on", ratio = 1) {
  const ended: WrittenSpan[] = [];
  const add = (span: WrittenSpan) => void ended.push(span);
  const sampling = createSampling(sampler, ratio);
  const ids = createSpanIds();
  const provider = new TracerProvider({
    sampler: sampling.sampler,
    idGenerator: ids,
    spanProcessors: [
      { onStart() {}, onEnd: add, forceFlush: async () => {}, shutdown: async () => {} },
    ],
  });
  const begin = createSpans({ provider, sampling, ids, add });
  const rpc = (from?: SpanContext) => {
    const around = from ? trace.setSpanContext(EMPTY_CONTEXT, from) : EMPTY_CONTEXT;
    return begin({ name: "Convert", kind: SpanKind.SERVER, startMs: performance.now(), around });
  };
  return { ended, tracer: provider.getTracer("library"), sampling, rpc };
}

/** How an RPC ended. */
const end = (isFailed = false) => ({
  endMs: performance.now() + 250,
  attributes: [{ "rpc.method": "Convert" }, { "server.port": 80 }],
  isFailed,
});

/** Returns what a span says, but for its times. */
function told(span: WrittenSpan | undefined) {
  assert.ok(span);
  return {
    ids: span.spanContext(),
    parentId: span.parentSpanContext?.spanId,
    name: span.name,
    kind: span.kind,
    scope: span.instrumentationScope.name,
    status: span.status,
    attributes: Object.assign({}, span.attributes, ...(span.shared ?? [])),
    events: (span.events ?? []).map(({ name }) => name),
    links: (span.links ?? []).map(({ context }) => context.spanId),
  };
}

/** Returns how long a span took, in milliseconds. */
function tookMs({ startTime, endTime }: WrittenSpan): number {
  return toMs(endTime) - toMs(startTime);
}

function toMs(time: HrTime | number): number {
  return typeof time === "number" ? time : hrTimeToMilliseconds(time);
}

test("a span to which other code adds says what it said, what was added, and the same ids", () => {
  const { ended, rpc } = create();
  const plain = rpc(parent);
  plain.finish(end());
  const span = rpc(parent);
  const active = trace.getSpan(span.context) ?? assert.fail();
  active
    .setAttribute("app.items", 3)
    .setAttributes({ "app.currency": "EUR", "rpc.method": "another" })
    .addEvent("began")
    .addLink({ context: parent })
    .addLinks([{ context: parent }])
    .recordException(new RangeError("out of stock"));
  assert.equal(active.isRecording(), true);
  span.finish(end());
  assert.equal(active.isRecording(), false);
  const [untouched, added] = ended;
  const { ids, attributes, ...rest } = told(untouched);
  assert.deepEqual(told(added), {
    ...rest,
    ids: { ...span.spanContext(), traceState: undefined },
    attributes: { ...attributes, "app.items": 3, "app.currency": "EUR" },
    events: ["began", "exception"],
    links: [parent.spanId, parent.spanId],
  });
  assert.deepEqual([ids.traceId, span.spanContext().traceId], [parent.traceId, parent.traceId]);
  assert.notEqual(ids.spanId, span.spanContext().spanId);
  assert.equal(added?.attributes?.["rpc.method"], "Convert");
  for (const each of ended) assert.ok(tookMs(each) > 249.9, `${tookMs(each)} ms`);
});

test("a span that other code called otherwise, or a failure, stays so", () => {
  const { ended, rpc } = create();
  const [first, second, third] = [rpc(), rpc(), rpc()];
  first.setStatus({ code: SpanStatusCode.ERROR, message: "sold out" }).updateName("Sold out");
  first.finish(end());
  second.addEvent("began").finish({ ...end(true), name: "GET /cart" });
  third.finish({ ...end(true), name: "GET /cart" });
  assert.deepEqual(
    ended.map(({ name, status }) => [name, status]),
    [
      ["Sold out", { code: SpanStatusCode.ERROR, message: "sold out" }],
      ["GET /cart", { code: SpanStatusCode.ERROR }],
      ["GET /cart", { code: SpanStatusCode.ERROR }],
    ],
  );
});

test("what is added to a span lies between its begin and its end", () => {
  const { ended, rpc } = create();
  for (let count = 0; count < 50; count++) {
    const span = rpc();
    span.addEvent("said").addEvent("said", { word: "hello" }).addEvent("began", span.startTime);
    span.recordException(new Error("broken"));
    span.finish({ ...end(), endMs: performance.now() });
  }
  for (const { startTime, endTime, events = [] } of ended) {
    const [startMs, endMs] = [startTime, endTime].map(toMs);
    const times = events.map(({ time }) => toMs(time));
    assert.equal(times[2], startMs);
    for (const time of times) {
      assert.ok(time >= Number(startMs) && time <= Number(endMs), `${startMs} ${time} ${endMs}`);
    }
  }
  assert.equal(ended.length, 50);
});

test("a span that other code ends is ended once", () => {
  const { ended, rpc } = create();
  const span = rpc();
  span.end();
  span.finish(end(true));
  assert.deepEqual(
    ended.map(({ status }) => status),
    [{ code: SpanStatusCode.UNSET }],
  );
});

test("what is added to a span after its end goes nowhere", () => {
  const { ended, rpc } = create();
  const span = rpc();
  span.finish(end());
  span.setAttribute("late", true).addEvent("late").end();
  assert.equal(ended.length, 1);
  assert.deepEqual(told(ended[0]).events, []);
});

test("a span that the SDK makes within another one is its child", () => {
  const { ended, tracer, rpc } = create("parentbased_always_off");
  const span = rpc(parent);
  tracer.startSpan("work", {}, span.context).end();
  const [work] = ended;
  assert.deepEqual(work?.parentSpanContext, span.spanContext());
  assert.equal(work?.spanContext().traceId, parent.traceId);
});

test("createSpans records the traces that the SDK's sampler would, and as many", () => {
  for (const sampler of ["traceidratio", "parentbased_traceidratio"] as const) {
    const { ended, sampling, rpc } = create(sampler, 0.5);
    const kinds = new Set<boolean>();
    for (let count = 0; count < 200; count++) {
      const span = rpc();
      const { decision } = sampling.sampler.shouldSample(
        EMPTY_CONTEXT,
        span.traceId,
        "Convert",
        SpanKind.SERVER,
        {},
        [],
      );
      assert.equal(span.isRecording(), decision === SamplingDecision.RECORD_AND_SAMPLED);
      kinds.add(span.isRecording());
      span.addEvent("began").finish(end());
    }
    assert.equal(kinds.size, 2);
    assert.ok(ended.length > 0 && ended.length < 200);
    for (const each of ended) assert.equal(each.spanContext().traceFlags, 1);
  }
});

test("createSpans takes a parent's state on, and its place where that is not recorded", () => {
  const traceState = { serialize: () => "vendor=1" } as SpanContext["traceState"] & object;
  const { rpc } = create("parentbased_always_on");
  assert.equal(rpc({ ...parent, traceState }).spanContext().traceState, traceState);
  const leftOut = { ...parent, traceFlags: 0 };
  assert.equal(rpc(leftOut).spanContext(), leftOut);
  assert.equal(rpc(leftOut).isRecording(), false);
});

test("createSpans begins a trace where the parent has no ids", () => {
  const { rpc } = create();
  const span = rpc({ traceId: "0".repeat(32), spanId: "0".repeat(16), traceFlags: 1 });
  assert.match(span.traceId, /^(?!0{32})[\da-f]{32}$/);
  assert.equal(span.parentSpanContext, undefined);
});
