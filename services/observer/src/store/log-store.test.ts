import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { LogRecordSchema } from "@hipstershop/proto/opentelemetry/proto/logs/v1/logs";
import { createLogStore } from "./log-store.ts";

const source = { service: "frontend", instance: "frontend-1" };
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";

function line(text: string, traceId = "", orderId = "") {
  return create(LogRecordSchema, {
    attributes: [{ key: "orderId", value: { value: { case: "stringValue", value: orderId } } }],
    body: { value: { case: "stringValue", value: text } },
    traceId: Buffer.from(traceId, "hex"),
  });
}

test("a log store gives the newest line first, and those of a trace in their order", () => {
  const store = createLogStore(1_000_000);
  store.add(source, [line("one", TRACE_ID), line("two")]);
  // More than are kept together.
  store.add(
    { service: "cartservice", instance: "" },
    Array.from({ length: 120 }, (_, index) => line(`line ${index}`)),
  );
  store.add(source, [line("three", TRACE_ID)]);
  const newest = [...store.newest()].map(({ message }) => message);
  assert.deepEqual(
    [newest.length, newest[0], newest[1], newest[120], newest[121], newest[122]],
    [123, "three", "line 119", "line 0", "two", "one"],
  );
  assert.deepEqual(
    store.ofTrace(TRACE_ID).map(({ message }) => message),
    ["one", "three"],
  );
  store.add(source, [
    line("four", TRACE_ID, "order-1"),
    line("order-1"),
    line("five", "", "order-12"),
  ]);
  assert.deepEqual(
    store.about("order-1").map(({ message }) => message),
    ["four"],
  );
  assert.deepEqual([...store.services()], ["frontend", "cartservice"]);
});

test("a log store forgets the oldest when it is full, and keeps nothing that takes too much", () => {
  const store = createLogStore(20_000);
  for (let count = 1; count <= 50; count++)
    store.add(source, [line(`${count} ${"x".repeat(500)}`)]);
  assert.ok(store.bytes <= 20_000, `${store.bytes} bytes`);
  const kept = [...store.newest()].map(({ message }) => Number.parseInt(message, 10));
  assert.deepEqual([kept[0], kept.at(-1)], [50, 51 - kept.length]);
  assert.ok(kept.length > 15, `${kept.length} kept`);
  assert.equal(store.add(source, [line("x".repeat(6_000))]), 1);
  assert.equal([...store.newest()].length, kept.length);
});
