import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { MetricSchema } from "@hipstershop/proto/opentelemetry/proto/metrics/v1/metrics";
import { createFigureStore } from "./figure-store.ts";

const source = { service: "cartservice", instance: "cartservice-1" };

/** A metric of values, each with the type of an error or without one. */
function metric(name: string, ...values: readonly (readonly [number, string?])[]) {
  const dataPoints = values.map(([value, error]) => ({
    value: { case: "asDouble" as const, value },
    attributes: error
      ? [{ key: "error.type", value: { value: { case: "stringValue" as const, value: error } } }]
      : [],
  }));
  return create(MetricSchema, { name, data: { case: "sum", value: { dataPoints } } });
}

test("a figure store has the newest figures, and the CPU from one report to the next", () => {
  const store = createFigureStore();
  assert.equal(store.of("cartservice-1"), undefined);
  store.add(source, [metric("process.cpu.time", [2], [1])], 10_000);
  assert.deepEqual(store.of("cartservice-1")?.cpu, []);
  const late = metric("nodejs.eventloop.delay.p99", [0.0125]);
  const memory = metric("process.memory.usage", [9e7]);
  store.add(source, [metric("process.cpu.time", [3], [1]), late, memory], 20_000);
  store.add(source, [metric("hipstershop.rpc.server.active_calls", [4])], 30_000);
  const { cpu, lateMs, memoryBytes, activeCalls, atMs } = store.of("cartservice-1") ?? {};
  assert.deepEqual([cpu, lateMs, memoryBytes, activeCalls, atMs], [[0.1], 12.5, 9e7, 4, 30_000]);
});

test("a figure store adds up what the copies have lost, and does not count what they sent", () => {
  const store = createFigureStore();
  const spans = (lost: number) =>
    metric("otel.sdk.processor.span.processed", [500], [lost, "queue_full"], [1, "Error"]);
  store.add(source, [spans(2)], 1);
  store.add(source, [spans(5), metric("otel.sdk.processor.log.processed", [9], [3, "Error"])], 2);
  store.add({ service: "adservice", instance: "adservice-1" }, [spans(10)], 3);
  assert.deepEqual(store.lost(), { spans: 17, logs: 3 });
});

test("a figure store remembers a bounded number of copies", () => {
  const store = createFigureStore();
  for (let copy = 0; copy < 600; copy++) {
    store.add({ service: "any", instance: `any-${copy}` }, [], copy);
  }
  assert.deepEqual([store.of("any-99"), store.of("any-100")?.atMs], [undefined, 100]);
});
