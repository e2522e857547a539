import assert from "node:assert/strict";
import { test } from "node:test";
import { trace } from "@opentelemetry/api";
import { readTraceContext, writeTraceContext } from "./trace-context.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${spanId}-01`;

test("readTraceContext takes the parent, its flags and its state", () => {
  const context = readTraceContext({ traceparent, tracestate: "vendor=1,other=2" });
  const parent = trace.getSpanContext(context);
  assert.equal(parent?.traceId, traceId);
  assert.equal(parent.spanId, spanId);
  assert.equal(parent.traceFlags, 1);
  assert.equal(parent.isRemote, true);
  assert.equal(parent.traceState?.serialize(), "vendor=1,other=2");
});

const malformed: Record<string, string> = {
  "capital letters": traceparent.toUpperCase(),
  "a short id": `00-${traceId.slice(1)}-${spanId}-01`,
  "more than version 00 has": `${traceparent}-more`,
  "a trace id of zeros": `00-${"0".repeat(32)}-${spanId}-00`,
  "a span id of zeros": `00-${traceId}-${"0".repeat(16)}-00`,
  "version ff": `ff-${traceId}-${spanId}-01`,
  "two of them": `${traceparent}, ${traceparent}`,
};

for (const [what, text] of Object.entries(malformed)) {
  test(`readTraceContext takes no parent from a traceparent with ${what}`, () => {
    assert.equal(trace.getSpanContext(readTraceContext({ traceparent: text })), undefined);
  });
}

test("readTraceContext takes what a later version adds", () => {
  const later = readTraceContext({ traceparent: `01-${traceId}-${spanId}-03-more` });
  assert.equal(trace.getSpanContext(later)?.traceFlags, 1);
});

test("writeTraceContext passes the baggage on, within the limits of W3C", () => {
  const parent = { traceId, spanId, traceFlags: 1 };
  const passedOn = (baggage: string) => {
    const headers: Record<string, string> = {};
    writeTraceContext(headers, parent, readTraceContext({ baggage }));
    assert.equal(headers.traceparent, traceparent);
    return headers.baggage;
  };
  assert.equal(passedOn("user=ann,plan=gold"), "user=ann,plan=gold");
  const many = Array.from({ length: 64 }, (_, index) => `k${index}=v`).join(",");
  assert.equal(passedOn(many), many);
  assert.equal(passedOn(`${many},one=more`), undefined);
  assert.equal(passedOn(`long=${"x".repeat(8_192)}`), undefined);
});

test("readTraceContext keeps 512 characters of a state and no more", () => {
  const fits = `a=${"x".repeat(200)},b=${"x".repeat(200)}`;
  const stateOf = (tracestate: string) =>
    trace.getSpanContext(readTraceContext({ traceparent, tracestate }))?.traceState?.serialize();
  assert.equal(stateOf(fits), fits);
  assert.ok((stateOf(`${fits},c=${"x".repeat(200)}`)?.length ?? 0) <= 512);
});
