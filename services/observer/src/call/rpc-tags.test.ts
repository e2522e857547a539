import assert from "node:assert/strict";
import { test } from "node:test";
import { Health } from "@hipstershop/proto/grpc/health/v1/health";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { rpcTags } from "./rpc-tags.ts";

test("rpcTags says what an RPC changes, and whether it streams", () => {
  const tags = [
    CartService.method.getCart,
    CartService.method.addItem,
    CartService.method.emptyCart,
    CheckoutService.method.watchOrders,
    Health.method.check,
    Health.method.watch,
  ].map((method) => rpcTags(method).text.replace(/<[^>]+>/g, ""));
  assert.deepEqual(tags, [
    "only reads",
    "may change something",
    "may be repeated takes something away",
    "only reads answers with a stream",
    "only reads",
    "only reads answers with a stream",
  ]);
});
