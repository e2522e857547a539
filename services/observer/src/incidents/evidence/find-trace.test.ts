import assert from "node:assert/strict";
import { test } from "node:test";
import type { TraceSummary } from "../../store/trace-summary.ts";
import { spanNode } from "../../testing/span-node.ts";
import type { Scene } from "./evidence.ts";
import { findTrace } from "./find-trace.ts";

/** Looks for a failure of "shelf" in a request that took from 0 to 3,000 ms, and failed there at `failedMs`. */
function lookAt(failedMs: number, sinceMs: number) {
  const spans = [
    spanNode("page", 0, 3_000, [], { kind: "server", name: "GET /" }),
    spanNode("call", failedMs, failedMs + 10, [], {
      parentId: "page",
      kind: "client",
      name: "Get",
      source: { service: "shelf", instance: "shelf-1" },
      error: "unavailable",
    }),
  ].map(({ span }) => span);
  const trace: Partial<TraceSummary> = {
    id: "1",
    name: "GET /",
    complete: true,
    startMs: 0,
    endMs: 3_000,
    services: ["shelf"],
    failures: 1,
  };
  const traces = { newest: () => [trace], find: () => spans };
  const scene = { store: { traces }, sinceMs } as unknown as Scene;
  return findTrace({ in: "traces", failed: true, row: { error: "unavailable" } }, scene);
}

test("findTrace finds what happened since the incident began, also in a request that had begun before", () => {
  assert.match(lookAt(2_000, 1_000)?.text ?? "", /failed: unavailable/);
});

for (const [failedMs, sinceMs] of [
  [500, 1_000],
  [500, 5_000],
] as const) {
  test(`findTrace finds nothing that happened at ${failedMs} ms where the incident began at ${sinceMs}`, () => {
    assert.equal(lookAt(failedMs, sinceMs), undefined);
  });
}
