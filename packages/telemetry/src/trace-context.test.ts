import assert from "node:assert/strict";
import { test } from "node:test";
import { readBaggageHeader, readPlace, writeTraceContext } from "./trace-context.ts";

const traceId = "0af7651916cd43dd8448eb211c80319c";
const spanId = "b7ad6b7169203331";
const traceparent = `00-${traceId}-${spanId}-01`;

test("readPlace takes the parent, its flags and its state", () => {
  assert.deepEqual(readPlace({ traceparent, tracestate: "vendor=1,other=2" }), {
    traceId,
    spanId,
    isSampled: true,
    isRemote: true,
    traceState: "vendor=1,other=2",
  });
  assert.equal(readPlace({ traceparent: `00-${traceId}-${spanId}-00` })?.isSampled, false);
});

const malformed: Record<string, string> = {
  "capital letters": traceparent.toUpperCase(),
  "a short id": `00-${traceId.slice(1)}-${spanId}-01`,
  "a trace of zeros": `00-${"0".repeat(32)}-${spanId}-01`,
  "a span of zeros": `00-${traceId}-${"0".repeat(16)}-01`,
  "more than version 00 has": `${traceparent}-more`,
  "version ff": `ff-${traceId}-${spanId}-01`,
  "two of them": `${traceparent}, ${traceparent}`,
};

for (const [what, text] of Object.entries(malformed)) {
  test(`readPlace takes no parent from a traceparent with ${what}`, () => {
    assert.equal(readPlace({ traceparent: text }), undefined);
  });
}

test("readPlace takes what a later version adds", () => {
  const later = readPlace({ traceparent: `01-${traceId}-${spanId}-03-more` });
  assert.equal(later?.isSampled, true);
});

test("writeTraceContext passes the baggage on, within the limits of W3C", () => {
  const place = { traceId, spanId, isSampled: true, isRemote: false, traceState: undefined };
  const passedOn = (baggage: string) => {
    const headers: Record<string, string> = {};
    writeTraceContext(headers, place, readBaggageHeader({ baggage }));
    assert.equal(headers.traceparent, traceparent);
    return headers.baggage;
  };
  assert.equal(passedOn("user=ann,plan=gold"), "user=ann,plan=gold");
  const many = Array.from({ length: 64 }, (_, index) => `k${index}=v`).join(",");
  assert.equal(passedOn(many), many);
  assert.equal(passedOn(`${many},one=more`), undefined);
  assert.equal(passedOn(`long=${"x".repeat(8_192)}`), undefined);
});

test("readPlace keeps 512 characters of a state and no more", () => {
  const fits = `a=${"x".repeat(200)},b=${"x".repeat(200)}`;
  const stateOf = (tracestate: string) => readPlace({ traceparent, tracestate })?.traceState;
  assert.equal(stateOf(fits), fits);
  assert.ok((stateOf(`${fits},c=${"x".repeat(200)}`)?.length ?? 0) <= 512);
});
