import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { create, toBinary } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import { createEarlierOrders } from "./store/earlier-orders.ts";
import { EARLIER_TABLE } from "./store/earlier-table.ts";
import { fail, openShop, type TestShop } from "./testing/open-shop.ts";
import { byKey, orderRequest } from "./testing/order-request.ts";

const LEASE_MS = 5_000;

/** A row as the earlier release left it. */
interface EarlierRow {
  readonly user: string;
  /** Names the order too. */
  readonly key: string;
  readonly heldUntilMs?: number;
  readonly charged?: boolean;
  readonly placedMs?: number;
}

/** Opens a shop over a file that the earlier release has made, and lets it go on to use that. */
async function openEarlier(t: Parameters<typeof openShop>[0], rows: readonly EarlierRow[]) {
  const shop = await openShop(t);
  using file = new DatabaseSync(shop.path);
  file.exec(EARLIER_TABLE);
  addEarlier(shop, rows);
  return shop;
}

/** Adds orders as the earlier release does. */
function addEarlier({ path }: TestShop, rows: readonly EarlierRow[]): void {
  using file = new DatabaseSync(path);
  const insert = file.prepare(`
    INSERT INTO orders
      (user_id, idempotency_key, holder, held_until_ms, transaction_id, result, placed_ms)
    VALUES (?, ?, ?, ?, ?, ?, ?)`);
  for (const { user, key, heldUntilMs = 0, charged = true, placedMs = null } of rows) {
    const result = charged ? resultOf(`order ${key}`) : null;
    const transactionId = charged ? `transaction ${key}` : null;
    insert.run(user, key, crypto.randomUUID(), heldUntilMs, transactionId, result, placedMs);
  }
}

function resultOf(orderId: string): Uint8Array {
  const nine = { currencyCode: "USD", units: 9n };
  const items = [{ item: { productId: "mug", quantity: 2 }, cost: nine, productName: "The mug" }];
  const result = create(OrderResultSchema, { orderId, items, shippingCost: nine });
  return toBinary(OrderResultSchema, result);
}

/** Adopts as often as if so many seconds had passed. */
async function adopt(shop: TestShop, seconds = 1): Promise<void> {
  let clockMs = 0;
  const earlier = createEarlierOrders(shop.openDatabase(), {
    leaseMs: LEASE_MS,
    now: () => clockMs,
  });
  for (let second = 0; second < seconds; second++) {
    await earlier.adopt();
    clockMs += 1_000;
  }
}

test("an order that an earlier release has placed stays placed, and its key names it", async (t) => {
  const shop = await openEarlier(t, [{ user: "ann", key: "k", placedMs: 1_000 }]);
  await adopt(shop);
  await adopt(shop);
  const { orders, all } = await shop.checkout.listOrders({ userId: "ann" });
  assert.deepEqual(
    orders.map(({ order, placedAt }) => [order?.orderId, placedAt?.seconds]),
    [["order k", 1n]],
  );
  assert.equal(all[0]?.beforeLedger, true);
  assert.equal(all[0].total?.units, 27n);
  const again = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(again.order?.orderId, "order k");
  await shop.recover();
  assert.deepEqual(shop.calls, []);
});

test("an order that an earlier release has charged is shipped, and its charge is entered", async (t) => {
  const shop = await openEarlier(t, [{ user: "ann", key: "k" }]);
  await adopt(shop);
  shop.before = fail("ShipOrder", Code.InvalidArgument, "no trucks");
  await shop.recover();
  // It was charged: it is not canceled, whatever is said.
  const canceling = await shop.checkout.cancelOrder(byKey("ann", "k"));
  assert.equal(canceling.order?.state, OrderState.SHIPPING);
  shop.before = () => {};
  await shop.recover();
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.PLACED);
  assert.equal(order.beforeLedger, false);
  const payment = shop.ledger.payments.get("order k");
  assert.equal(payment?.state, PaymentState.CAPTURED);
  assert.equal(payment.transactionId, "transaction k");
  assert.deepEqual(payment.captured, order.total);
  assert.equal(shop.calls.includes("Authorize"), false);
  assert.deepEqual(shop.carts.of("ann"), { hat: 1 });
});

test("an order that an earlier release has only claimed is dropped", async (t) => {
  const shop = await openEarlier(t, [{ user: "ann", key: "k", charged: false }]);
  await adopt(shop);
  await assert.rejects(shop.checkout.getOrder(byKey("ann", "k")), { code: Code.NotFound });
  assert.ok((await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }))).order);
});

test("an order that a process of an earlier release has in hand is left to it", async (t) => {
  const shop = await openEarlier(t, [{ user: "ann", key: "k", heldUntilMs: 1 }]);
  await adopt(shop, 5);
  await assert.rejects(shop.checkout.getOrder(byKey("ann", "k")), { code: Code.Unavailable });
  // Another look would see that the lease has run out.
  await adopt(shop, 6);
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.SHIPPING);
  // The claim of the process is lost, should it live on.
  using file = new DatabaseSync(shop.path);
  const row = file.prepare("SELECT holder FROM orders").get();
  assert.match(`${row?.holder}`, /^moved /);
});

test("a key that a process of an earlier release has in hand is not ordered or canceled anew", async (t) => {
  const shop = await openEarlier(t, [{ user: "ann", key: "k", heldUntilMs: 1 }]);
  const order = orderRequest({ idempotencyKey: "k" });
  for (const call of [
    () => shop.checkout.placeOrder(order),
    () => shop.checkout.cancelOrder(byKey("ann", "k")),
    () => shop.checkout.getOrder(byKey("ann", "k")),
  ]) {
    await assert.rejects(call, {
      code: Code.Unavailable,
      rawMessage: "an earlier release has the order in hand",
    });
  }
  await adopt(shop, 7);
  await shop.recover();
  assert.equal((await shop.checkout.placeOrder(order)).order?.orderId, "order k");
  assert.equal(shop.calls.includes("Authorize"), false);
});

test("a key that both releases have used does not keep other orders from being adopted", async (t) => {
  const shop = await openEarlier(t, []);
  const { order } = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  addEarlier(shop, [
    { user: "ann", key: "k", placedMs: 1_000 },
    { user: "bob", key: "l", placedMs: 1_000 },
  ]);
  await adopt(shop);
  const { all } = await shop.checkout.listOrders({});
  assert.deepEqual(all.map(({ result }) => result?.orderId).sort(), [
    order?.orderId,
    "order k",
    "order l",
  ]);
  const again = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(again.order?.orderId, order?.orderId);
});

test("orders of one user that an earlier release has charged go on one after another", async (t) => {
  const shop = await openEarlier(t, [
    { user: "ann", key: "k" },
    { user: "ann", key: "l" },
  ]);
  for (let look = 0; look < 2; look++) {
    await adopt(shop);
    await shop.recover();
  }
  const { orders } = await shop.checkout.listOrders({ userId: "ann" });
  assert.deepEqual(orders.map(({ order }) => order?.orderId).sort(), ["order k", "order l"]);
});
