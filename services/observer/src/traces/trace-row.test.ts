import assert from "node:assert/strict";
import { test } from "node:test";
import type { ObservedLog } from "../store/log-store.ts";
import type { ObservedSpan } from "../store/observed-span.ts";
import { spanNode } from "../testing/span-node.ts";
import { traceRow } from "./trace-row.ts";
import { waterfall } from "./waterfall.ts";

type Pair = readonly [name: string, value: string | number];

const WAY: readonly Pair[] = [
  ["rpc.method", "hipstershop.CartService/GetCart"],
  ["hipstershop.instance", "cartservice-1"],
  ["server.address", "127.0.0.1"],
  ["server.port", 4000],
];

function call(error?: string, more: readonly Pair[] = []): ObservedSpan {
  return spanNode("call", 0, 9, [], {
    kind: "client",
    attributes: new Map([...WAY, ...more]),
    ...(error !== undefined && { error }),
  }).span;
}

function served(error?: string): ObservedSpan {
  return spanNode("served", 1, 8, [], {
    kind: "server",
    parentId: "call",
    source: { service: "cartservice", instance: "cartservice-1" },
    ...(error !== undefined && { error }),
  }).span;
}

/** The first row of a trace, as a reader sees it. */
function textOf(spans: readonly ObservedSpan[], logs: readonly ObservedLog[] = []): string {
  const view = waterfall(spans, logs);
  const [row] = view.rows;
  assert(row);
  return traceRow(row, view, () => "").text.replace(/<[^>]*>/g, "");
}

test("traceRow says that a copy answered only where it did", () => {
  assert.match(
    textOf([call(), served()]),
    /asked cartservice-1 at 127\.0\.0\.1:4000\. It answered\./,
  );
  assert.match(textOf([call()]), /It answered\./, "a service that sends no spans");
  const lost = textOf([call("unavailable")]);
  assert.match(lost, /asked cartservice-1 at 127\.0\.0\.1:4000\. That failed: unavailable\./);
  assert.doesNotMatch(lost, /answered/);
  const refused = textOf([call("not_found"), served("not_found")]);
  assert.match(refused, /It answered: not_found\./);
});

test("traceRow says which copy an attempt asked", () => {
  const attempt = { ...call("unavailable", [["rpc.attempt", 2]]), kind: "internal" } as const;
  assert.match(
    textOf([attempt]),
    /asked cartservice-1 at 127\.0\.0\.1:4000\. That failed: unavail/,
  );
});

test("traceRow gives the reason that a log line has", () => {
  const line = (name: string): ObservedLog => ({
    source: { service: "test", instance: "test-1" },
    atMs: 5,
    severity: 13,
    message: "Calling cartservice fails",
    spanId: "call",
    attributes: new Map([[name, "lost the connection"]]),
  });
  for (const name of ["exception.message", "reason"]) {
    assert.match(textOf([call()], [line(name)]), /cartservice fails: lost the connection/);
  }
});
