import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { databaseKinds } from "@hipstershop/database/testing";
import { ORDER_DATABASE } from "./store/order-database.ts";
import { createFakeShop } from "./testing/fake-shop.ts";
import { openCheckout } from "./testing/open-checkout.ts";
import { orderRequest } from "./testing/order-request.ts";

const [, postgres] = databaseKinds;

test("placeOrder is UNAVAILABLE and charges nothing while PostgreSQL lets it wait for a lock", {
  skip: postgres.skip,
}, async (t) => {
  const open = await postgres.start(t, ORDER_DATABASE);
  const shop = createFakeShop();
  const { client: checkout } = openCheckout(shop, open());
  const held = Promise.withResolvers<void>();
  const mayEnd = Promise.withResolvers<void>();
  const holding = open().transaction(async (sql) => {
    await sql("LOCK TABLE order_states IN EXCLUSIVE MODE");
    held.resolve();
    await mayEnd.promise;
  });
  await held.promise;
  const request = orderRequest({ idempotencyKey: "k" });
  await assert.rejects(checkout.placeOrder(request), (error: unknown) => {
    const { code, rawMessage } = ConnectError.from(error);
    assert.equal(code, Code.Unavailable);
    assert.equal(rawMessage, "Can't access order storage. Please try again in a moment");
    return true;
  });
  mayEnd.resolve();
  await holding;
  assert.equal(shop.ledger.payments.size, 0);
  const { order } = await checkout.placeOrder(request);
  assert.ok(order?.orderId);
});
