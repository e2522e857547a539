import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { Code } from "@connectrpc/connect";
import { DeliveryState, type Order, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import { handleFailpoints } from "@hipstershop/service";
import type { OpenCheckout } from "./testing/open-checkout.ts";
import { fail, openShop, type TestShop } from "./testing/open-shop.ts";
import { orderRequest } from "./testing/order-request.ts";

/** Longer than a lease. */
const LEASE_SECONDS = 7;

/** Runs a request until its process reaches a failpoint, where it goes no further, and dies. */
async function dieAt(shop: TestShop, name: string, request: () => Promise<unknown>) {
  const reached = Promise.withResolvers<void>();
  {
    using _handler = handleFailpoints(async (at) => {
      if (at !== name) return;
      reached.resolve();
      await new Promise(() => {});
    });
    // Its answer never comes.
    void request().catch(() => {});
    await reached.promise;
  }
  await shop.kill();
}

/** Orders, and returns when the order was given back because a method fails. */
async function orderUntil(t: TestContext, shop: TestShop, method: string): Promise<void> {
  // Its customer waits for longer than this test.
  shop.checkout.placeOrder(orderRequest()).catch(() => {});
  await t.waitFor(() => assert.ok(shop.calls.includes(method)), { timeout: 10_000 });
  await shop.deps.background[Symbol.asyncDispose]();
}

async function annsOrders(checkout: OpenCheckout["client"]): Promise<Order[]> {
  return (await checkout.listOrders({ userId: "ann" })).all;
}

/** Asserts that what was charged and shipped for an order is what its state says (G3, G5). */
function assertHonest(shop: TestShop, order: Order): void {
  const id = order.result?.orderId ?? "";
  const payment = shop.ledger.payments.get(id);
  const shipment = shop.shipments.byKey.get(id);
  if (order.state === OrderState.PLACED) {
    assert.equal(payment?.state, PaymentState.CAPTURED);
    assert.deepEqual(payment.captured, order.total);
    assert.equal(shipment?.canceled, false);
    assert.equal(order.result?.shippingTrackingId, shipment.trackingId);
  } else {
    assert.ok(payment === undefined || payment.state === PaymentState.VOIDED);
    assert.ok(shipment === undefined || shipment.canceled);
  }
}

for (const [name, state] of [
  ["checkout-after-authorize-intent", OrderState.CANCELED],
  ["checkout-after-authorize", OrderState.PLACED],
  ["checkout-after-ship-intent", OrderState.PLACED],
  ["checkout-after-ship", OrderState.PLACED],
  ["checkout-after-capture-intent", OrderState.PLACED],
  ["checkout-after-capture", OrderState.PLACED],
  ["checkout-after-placed", OrderState.PLACED],
  ["checkout-after-deliveries", OrderState.PLACED],
  ["checkout-after-deliveries-settled", OrderState.PLACED],
] as const) {
  test(`an order ends when its process dies at ${name}`, async (t) => {
    const shop = await openShop(t);
    const request = orderRequest({ idempotencyKey: "k" });
    await dieAt(shop, name, () => shop.checkout.placeOrder(request));
    const next = shop.openReplica();
    await next.recover(LEASE_SECONDS);

    const [order, ...others] = await annsOrders(next.client);
    assert.ok(order && others.length === 0);
    assert.equal(order.state, state);
    assertHonest(shop, order);
    const placed = state === OrderState.PLACED;
    assert.deepEqual(shop.carts.of("ann"), placed ? {} : { mug: 2, hat: 1 });
    assert.deepEqual(
      new Set(shop.mails.map(({ idempotencyKey }) => idempotencyKey)),
      new Set(placed ? [order.result?.orderId] : []),
    );
    for (const delivery of order.deliveries) assert.equal(delivery.state, DeliveryState.DONE);
    // What the key says is final.
    if (placed) {
      const again = await next.client.placeOrder(request);
      assert.equal(again.order?.orderId, order.result?.orderId);
    } else {
      await assert.rejects(next.client.placeOrder(request), { code: Code.Aborted });
    }
    assert.ok(shop.ledger.payments.size === 1 && shop.shipments.byKey.size <= 1);
  });
}

for (const name of [
  "checkout-after-cancel-intent",
  "checkout-after-cancel-shipment",
  "checkout-after-void",
  "checkout-after-canceled",
]) {
  test(`an order that shipping refused is given back when its process dies at ${name}`, async (t) => {
    const shop = await openShop(t);
    shop.before = fail("ShipOrder", Code.InvalidArgument);
    await dieAt(shop, name, () => shop.checkout.placeOrder(orderRequest()));
    const next = shop.openReplica();
    await next.recover(LEASE_SECONDS);
    const [order] = await annsOrders(next.client);
    assert.equal(order?.state, OrderState.CANCELED);
    assertHonest(shop, order);
    assert.deepEqual(shop.updates.at(-1)?.amount, order.total);
    assert.deepEqual(shop.carts.of("ann"), { mug: 2, hat: 1 });
  });
}

test("a refused card ends its order when the process dies right after that", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Authorize", Code.InvalidArgument);
  const request = orderRequest({ idempotencyKey: "k" });
  await dieAt(shop, "checkout-after-refused", () => shop.checkout.placeOrder(request));
  const next = shop.openReplica();
  await next.recover(LEASE_SECONDS);
  assert.equal((await annsOrders(next.client))[0]?.state, OrderState.REFUSED);
  shop.before = () => {};
  assert.ok((await next.client.placeOrder(request)).order);
});

test("recovery takes all orders that are due at one look", async (t) => {
  const shop = await openShop(t);
  for (const userId of ["ann", "bob", "cat"]) shop.carts.fill(userId, { mug: 1 });
  shop.before = fail("Capture", Code.Unavailable);
  for (const userId of ["ann", "bob", "cat"]) {
    shop.checkout.placeOrder(orderRequest({ userId })).catch(() => {});
  }
  const captures = () => shop.calls.filter((method) => method === "Capture").length;
  await t.waitFor(() => assert.equal(captures(), 3), { timeout: 10_000 });
  await shop.deps.background[Symbol.asyncDispose]();
  shop.before = () => {};
  await shop.recover();
  const { all } = await shop.checkout.listOrders({});
  assert.deepEqual(
    all.map(({ state }) => state),
    [OrderState.PLACED, OrderState.PLACED, OrderState.PLACED],
  );
});

test("recovery leaves an order alone while its holder lives", async (t) => {
  const shop = await openShop(t);
  const answered = Promise.withResolvers<void>();
  shop.before = (method) => (method === "ShipOrder" ? answered.promise : undefined);
  const placing = shop.checkout.placeOrder(orderRequest());
  await t.waitFor(() => assert.ok(shop.calls.includes("ShipOrder")), { timeout: 10_000 });
  const other = shop.openReplica();
  for (let second = 0; second < 20; second++) {
    const [lease] = await shop.deps.orders.listUnderWay();
    assert.ok(lease);
    // As the holder does each second.
    const order = await shop.deps.orders.get(lease.id);
    if (order) await shop.deps.orders.beat(order);
    await other.recover();
  }
  assert.equal(shop.calls.filter((method) => method === "ShipOrder").length, 1);
  answered.resolve();
  assert.ok((await placing).order);
});

test("a holder that was frozen changes nothing when another has taken its order", async (t) => {
  // It gives no sign of life.
  t.mock.timers.enable({ apis: ["setInterval"] });
  const shop = await openShop(t);
  const frozen = Promise.withResolvers<void>();
  shop.before = (method) => (method === "ShipOrder" ? frozen.promise : undefined);
  const placing = shop.checkout.placeOrder(orderRequest());
  await t.waitFor(() => assert.ok(shop.calls.includes("ShipOrder")), { timeout: 10_000 });
  shop.before = () => {};
  const other = shop.openReplica();
  await other.recover(LEASE_SECONDS);
  const [order] = await annsOrders(other.client);
  assert.equal(order?.state, OrderState.PLACED);
  frozen.resolve();
  assert.equal((await placing).order?.orderId, order.result?.orderId);
  assertHonest(shop, order);
  assert.equal(shop.calls.filter((method) => method === "Capture").length, 1);
});

test("a process that is to stop gives back the order that it cannot bring on", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Authorize", Code.Unavailable);
  const tries = () => shop.calls.filter((method) => method === "Authorize").length;
  const told = assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.Unavailable,
  });
  await t.waitFor(() => assert.ok(tries() > 0), { timeout: 10_000 });
  shop.drain();
  const before = tries();
  const isHeld = async () => (await shop.deps.orders.listUnderWay())[0]?.beat !== 0;
  await t.waitFor(async () => assert.equal(await isHeld(), false), { timeout: 20_000 });
  assert.ok(tries() <= before + 1, "the card is not tried for as long as its customer waits");
  // Another replica takes it at once, and tells the customer who waits.
  await shop.openReplica().recover();
  await told;
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.CANCELED);
});

test("a process that is to stop takes over nothing", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Capture", Code.Unavailable);
  await orderUntil(t, shop, "Capture");
  shop.before = () => {};
  shop.drain();
  await shop.recover();
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.CAPTURING);
  await shop.openReplica().recover();
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.PLACED);
});

test("what a clock that was wrong has put off by a day is due", async (t) => {
  const shop = await openShop(t);
  const { orders, deliveries, refunds } = shop.deps;
  const tomorrowMs = Date.now() + 86_400_000;
  shop.before = fail("Capture", Code.Unavailable);
  await orderUntil(t, shop, "Capture");
  const [lease] = await orders.listUnderWay();
  assert.ok(lease);
  await orders.release(lease, 0, tomorrowMs);
  shop.before = fail("SendOrderConfirmation", Code.Unavailable);
  await shop.recover();
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.PLACED);

  const mail = (await deliveries.listOf([lease.id])).find(({ kind }) => kind === "mail");
  assert.ok(mail);
  await deliveries.settle([{ delivery: mail, nextTryMs: tomorrowMs }]);
  shop.before = fail("Refund", Code.Unavailable);
  const amount = { currencyCode: "USD", units: 1n };
  const refund = { orderId: lease.id, amount, idempotencyKey: "r" };
  await assert.rejects(shop.checkout.refundOrder(refund));
  const [asked] = await refunds.listOf([lease.id]);
  assert.ok(asked);
  await refunds.postpone(asked, tomorrowMs);
  shop.before = () => {};
  await shop.recover();
  assert.equal(shop.mails.length, 1);
  assert.equal(shop.ledger.payments.get(lease.id)?.refunded?.units, 1n);
});

test("an order waits for as long as shipping is away", async (t) => {
  const shop = await openShop(t);
  shop.away.add("shippingservice");
  shop.before = fail("ShipOrder", Code.Unavailable);
  await orderUntil(t, shop, "ShipOrder");
  await shop.recover(200);
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.SHIPPING);
  shop.away.delete("shippingservice");
  shop.before = () => {};
  await shop.recover();
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.PLACED);
});

test("an order is canceled when shipping is there, and only fails for ten minutes", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Internal);
  await orderUntil(t, shop, "ShipOrder");
  // Tries after 1, 2, 4, 8 and then 10 s.
  await shop.recover(61);
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.SHIPPING);
  await shop.recover(4);
  const [order] = await annsOrders(shop.checkout);
  assert.equal(order?.state, OrderState.CANCELED);
  assertHonest(shop, order);
});

test("what shipping does not do now is tried for ever once money was captured", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Capture", Code.Internal);
  await orderUntil(t, shop, "Capture");
  await shop.recover(100);
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.CAPTURING);
  shop.before = () => {};
  await shop.recover();
  assert.equal((await annsOrders(shop.checkout))[0]?.state, OrderState.PLACED);
});
