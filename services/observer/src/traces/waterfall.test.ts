import assert from "node:assert/strict";
import { test } from "node:test";
import { exampleSpans } from "../testing/example-trace.ts";
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
