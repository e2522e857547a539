import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import {
  Span_SpanKind as Kind,
  SpanSchema,
} from "@hipstershop/proto/opentelemetry/proto/trace/v1/trace";
import { callsIn } from "./calls-in.ts";

const frontend = { service: "frontend", instance: "frontend-1" };

/** A span from 1 ms to 4 ms after the epoch. */
function span(kind: Kind, attributes: Readonly<Record<string, string>>, isRoot = false) {
  return create(SpanSchema, {
    kind,
    spanId: Buffer.alloc(8, 1),
    parentSpanId: isRoot ? Buffer.alloc(0) : Buffer.alloc(8, 2),
    startTimeUnixNano: 1_000_000n,
    endTimeUnixNano: 4_000_000n,
    attributes: Object.entries(attributes).map(([key, value]) => ({
      key,
      value: { value: { case: "stringValue" as const, value } },
    })),
  });
}

const made = (attributes: Readonly<Record<string, string>>) =>
  callsIn(frontend, [span(Kind.CLIENT, attributes)]);

test("callsIn finds whom a span calls by its RPC, else by its peer or address", () => {
  const toCart = { caller: "frontend", callee: "cartservice", startMs: 1, durationMs: 3 };
  const address = { "server.address": "10.0.0.7" };
  assert.deepEqual(made({ "rpc.method": "hipstershop.CartService/GetCart", ...address }), [toCart]);
  const older = { "rpc.service": "hipstershop.CartService", "rpc.method": "GetCart" };
  assert.deepEqual(made({ ...older, ...address }), [toCart]);
  assert.deepEqual(made({ "peer.service": "cartservice", ...address }), [toCart]);
  assert.deepEqual(made(address), [{ ...toCart, callee: "10.0.0.7" }]);
  assert.deepEqual(made({}), []);
});

test("callsIn leaves out the use of a store", () => {
  const address = { "server.address": "10.0.0.7" };
  assert.deepEqual(made({ "db.system.name": "redis", ...address }), []);
  assert.deepEqual(made({ "db.system": "redis", ...address }), []);
});

test("callsIn counts what a server was asked for only where a trace begins", () => {
  const page = { "http.route": "/cart" };
  assert.deepEqual(callsIn(frontend, [span(Kind.SERVER, page)]), []);
  assert.deepEqual(callsIn(frontend, [span(Kind.SERVER, page, true)]), [
    { callee: "frontend", startMs: 1, durationMs: 3 },
  ]);
});
