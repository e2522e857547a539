import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import { fail, openShop } from "./testing/open-shop.ts";
import { byKey, orderRequest } from "./testing/order-request.ts";

const keyed = orderRequest({ idempotencyKey: "k" });

for (const method of ["Authorize", "ShipOrder"]) {
  test(`cancelOrder gives everything back while ${method} is on its way`, async (t) => {
    const shop = await openShop(t);
    const other = shop.openReplica();
    const late = Promise.withResolvers<void>();
    shop.before = (called) => (called === method ? late.promise : undefined);
    const placing = shop.checkout.placeOrder(keyed);
    await t.waitFor(() => assert.ok(shop.calls.includes(method)), { timeout: 10_000 });
    const { order } = await other.client.cancelOrder(byKey("ann", "k"));
    assert.equal(order?.state, OrderState.CANCELED);
    late.resolve();
    await assert.rejects(placing, { code: Code.Aborted });

    const id = order.result?.orderId ?? "";
    assert.equal(shop.ledger.payments.get(id)?.state, PaymentState.VOIDED);
    assert.notEqual(shop.shipments.byKey.get(id)?.canceled, false);
    assert.deepEqual(shop.carts.of("ann"), { mug: 2, hat: 1 });
    assert.deepEqual(
      shop.updates.map(({ idempotencyKey, amount }) => [idempotencyKey, amount]),
      [[`${id}-canceled`, method === "ShipOrder" ? order.total : undefined]],
    );
    await assert.rejects(shop.checkout.placeOrder(keyed), { code: Code.Aborted });
    // The cart itself can be ordered again.
    const again = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "another" }));
    assert.notEqual(again.order?.orderId, id);
  });
}

test("cancelOrder returns an order that was captured or placed as it is", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Capture", Code.Unavailable);
  const placing = shop.checkout.placeOrder(keyed);
  await t.waitFor(() => assert.ok(shop.calls.includes("Capture")), { timeout: 10_000 });
  const first = await shop.checkout.cancelOrder(byKey("ann", "k"));
  assert.equal(first.order?.state, OrderState.CAPTURING);
  shop.before = () => {};
  await shop.recover(2);
  await placing;
  const second = await shop.checkout.cancelOrder(byKey("ann", "k"));
  assert.equal(second.order?.state, OrderState.PLACED);
  assert.equal(shop.calls.includes("Void"), false);
});

test("cancelOrder makes a key that is not known place no order for ever", async (t) => {
  const shop = await openShop(t);
  assert.equal((await shop.checkout.cancelOrder(byKey("ann", "k"))).order, undefined);
  assert.equal((await shop.checkout.cancelOrder(byKey("ann", "k"))).order, undefined);
  await assert.rejects(shop.checkout.placeOrder(keyed), { code: Code.Aborted });
  await assert.rejects(shop.checkout.getOrder(byKey("ann", "k")), { code: Code.NotFound });
  assert.deepEqual(shop.calls, []);
  // The key of somebody else is another one.
  shop.carts.fill("bob", { mug: 1 });
  assert.ok((await shop.checkout.placeOrder({ ...keyed, userId: "bob" })).order);
});

test("cancelOrder makes a refused order final", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Authorize", Code.InvalidArgument);
  await assert.rejects(shop.checkout.placeOrder(keyed));
  shop.before = () => {};
  const { order } = await shop.checkout.cancelOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.CANCELED);
  await assert.rejects(shop.checkout.placeOrder(keyed), { code: Code.Aborted });
});

test("cancelOrder goes on until everything is given back", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Unavailable);
  const told = assert.rejects(shop.checkout.placeOrder(keyed));
  await t.waitFor(() => assert.ok(shop.calls.includes("ShipOrder")), { timeout: 10_000 });
  shop.before = fail("Void", Code.Unavailable);
  const { order } = await shop.checkout.cancelOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.CANCELING);
  shop.before = () => {};
  await shop.recover(2);
  await told;
  const { order: later } = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(later?.state, OrderState.CANCELED);
});

test("getOrder and cancelOrder say that another user's order is not there", async (t) => {
  const shop = await openShop(t);
  const { order } = await shop.checkout.placeOrder(keyed);
  const name = { case: "orderId", value: order?.orderId ?? "" } as const;
  const notFound = { code: Code.NotFound, rawMessage: "there is no such order" };
  await assert.rejects(shop.checkout.getOrder({ userId: "bob", name }), notFound);
  await assert.rejects(shop.checkout.cancelOrder({ userId: "bob", name }), notFound);
  assert.equal((await shop.checkout.getOrder({ userId: "ann", name })).order?.email, keyed.email);
});
