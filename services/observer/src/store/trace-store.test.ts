import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  SpanSchema,
  Status_StatusCode,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { createTraceStore, MAX_SPANS, type TraceStore } from "./trace-store.ts";

const source = { service: "frontend", instance: "frontend-1" };
const idOf = (trace: number) => trace.toString(16).padStart(32, "0");

/** Adds a trace of one span, a millisecond long and with a name of 1,000 letters. */
function add(store: TraceStore, trace: number, { failed = false } = {}): void {
  const startTimeUnixNano = BigInt(trace) * 1_000_000n;
  const span = create(SpanSchema, {
    traceId: Buffer.from(idOf(trace), "hex"),
    spanId: Buffer.alloc(8, 1),
    name: "x".repeat(1_000),
    startTimeUnixNano,
    endTimeUnixNano: startTimeUnixNano + 1_000_000n,
    status: { code: failed ? Status_StatusCode.ERROR : Status_StatusCode.OK },
  });
  store.add(source, [span]);
}

test("a trace store forgets the oldest when it is full", () => {
  const store = createTraceStore(20_000);
  for (let trace = 1; trace <= 20; trace++) add(store, trace);
  const kept = [...store.newest()].map(({ id }) => id);
  assert.ok(store.bytes <= 20_000, `${store.bytes} bytes`);
  assert.equal(kept.length + store.forgotten, 20);
  assert.deepEqual([kept[0], store.find(idOf(1))], [idOf(20), undefined]);
  assert.ok(kept.length > 5, `${kept.length} kept`);
});

test("a trace store keeps those that failed while others take more than a quarter of the room", () => {
  const store = createTraceStore(20_000);
  add(store, 1, { failed: true });
  for (let trace = 2; trace <= 20; trace++) add(store, trace);
  assert.equal(store.find(idOf(1))?.length, 1);
  for (let trace = 21; trace <= 40; trace++) add(store, trace, { failed: true });
  assert.ok(store.bytes <= 20_000, `${store.bytes} bytes`);
  assert.equal(store.find(idOf(1)), undefined);
  assert.equal(store.find(idOf(40))?.length, 1);
});

test("a trace store keeps no more of a trace than a page can show, and says how many it left out", () => {
  const store = createTraceStore(10_000_000);
  const traceId = Buffer.from(idOf(1), "hex");
  const spans = Array.from({ length: MAX_SPANS + 3 }, (_, index) =>
    create(SpanSchema, {
      traceId,
      spanId: Buffer.from(index.toString(16).padStart(16, "0"), "hex"),
    }),
  );
  assert.equal(store.add(source, spans.slice(0, 1_999)), 0);
  assert.equal(store.add(source, spans.slice(1_999)), 3);
  assert.equal(store.find(idOf(1))?.length, MAX_SPANS);
  const { spans: came, dropped } = store.summary(idOf(1)) ?? {};
  assert.deepEqual([came, dropped], [MAX_SPANS + 3, 3]);
});

test("a trace store gives no trace more than a quarter of the room", () => {
  const store = createTraceStore(20_000);
  add(store, 1);
  const long = create(SpanSchema, {
    traceId: Buffer.from(idOf(2), "hex"),
    spanId: Buffer.alloc(8, 1),
    name: "x".repeat(6_000),
  });
  assert.equal(store.add(source, [long]), 1);
  assert.deepEqual([store.find(idOf(2)), store.summary(idOf(2))?.dropped], [[], 1]);
  assert.equal(store.find(idOf(1))?.length, 1);
});
