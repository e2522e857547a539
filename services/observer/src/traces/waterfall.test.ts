import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleSpans } from "../testing/example-trace.ts";
import { spanNode } from "../testing/span-node.ts";
import { waterfall } from "./waterfall.ts";

test("waterfall makes one row of a call and what served it, below who made it", () => {
  const { rows, startMs, endMs, shares } = waterfall(exampleSpans());
  assert.deepEqual(
    rows
      .slice(0, 3)
      .map(({ depth, caller, service, node }) => [depth, caller, service, node.span.name]),
    [
      [0, undefined, "frontend", "POST /cart/checkout"],
      [1, "frontend", "checkoutservice", "hipstershop.CheckoutService/PlaceOrder"],
      [2, "checkoutservice", "cartservice", "hipstershop.CartService/GetCart"],
    ],
  );
  const totalMs = shares.reduce((sum, [, ms]) => sum + ms, 0);
  assert(Math.abs(totalMs - (endMs - startMs)) < 0.01, "the critical path has no hole");
});

test("waterfall shows whom a call was for that nobody answered", () => {
  const [call] = exampleSpans().filter(({ name }) => name.endsWith("/Convert"));
  assert(call);
  assert.deepEqual(waterfall([call]).rows[0]?.service, "currencyservice");
});

test("waterfall shows each attempt of a call with what served it", () => {
  const client = spanNode("call", 0, 50, [], { kind: "client", name: "Get" }).span;
  const attempt = (count: number, startMs: number, service: string) => [
    spanNode(`try-${count}`, startMs, startMs + 20, [], {
      parentId: "call",
      name: "attempt",
      attributes: new Map([["rpc.attempt", count]]),
    }).span,
    spanNode(`served-${count}`, startMs + 1, startMs + 19, [], {
      parentId: `try-${count}`,
      kind: "server",
      source: { service, instance: `${service}-${count}` },
    }).span,
  ];
  const { rows } = waterfall([client, ...attempt(1, 0, "shelf"), ...attempt(2, 25, "shelf")]);
  assert.deepEqual(
    rows.map(({ depth, caller, service, served }) => [depth, caller, service, served?.span.spanId]),
    [
      [0, "test", "test", undefined],
      [1, "test", "shelf", "served-1"],
      [1, "test", "shelf", "served-2"],
    ],
  );
});
