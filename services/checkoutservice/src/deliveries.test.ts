import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Code } from "@connectrpc/connect";
import { DeliveryKind, DeliveryState } from "@hipstershop/proto/hipstershop/checkout";
import type { OrderLease } from "./store/order-store.ts";
import { fail, openShop, type TestShop } from "./testing/open-shop.ts";
import { byKey, orderRequest } from "./testing/order-request.ts";

const keyed = orderRequest({ idempotencyKey: "k" });

async function stateOf(shop: TestShop, wanted: DeliveryKind): Promise<DeliveryState | undefined> {
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  return order?.deliveries.find(({ kind }) => kind === wanted)?.state;
}

test("a mail that is refused is given up at once, and the cart is still emptied", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("SendOrderConfirmation", Code.InvalidArgument, "no such address");
  await shop.checkout.placeOrder(keyed);
  await shop.deps.background[Symbol.asyncDispose]();
  assert.equal(await stateOf(shop, DeliveryKind.MAIL), DeliveryState.GIVEN_UP);
  assert.equal(await stateOf(shop, DeliveryKind.CART), DeliveryState.DONE);
  assert.match(shop.logLines.join(""), /"level":50.*no such address/);
});

test("a delivery that fails is given up after a day of tries, not before", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("SendOrderConfirmation", Code.Unavailable);
  await shop.checkout.placeOrder(keyed);
  const [mail] = await shop.deps.deliveries.listDue(Date.now() + 10_000, 1);
  assert.ok(mail);
  const postpone = (failedMs: number) =>
    shop.deps.deliveries.settle([{ delivery: mail, failedMs }]);
  // One try has failed before, and waits for 1 s.
  await postpone(86_400_000 - 10_000);
  await shop.recover();
  assert.equal(await stateOf(shop, DeliveryKind.MAIL), DeliveryState.OWED);
  await postpone(10_000);
  await shop.recover();
  assert.equal(await stateOf(shop, DeliveryKind.MAIL), DeliveryState.GIVEN_UP);
});

test("a delivery that fails holds up no other", async (t) => {
  const shop = await openShop(t);
  const mailed = Promise.withResolvers<void>();
  shop.before = fail("SendOrderConfirmation", Code.Unavailable);
  await shop.checkout.placeOrder(keyed);
  shop.before = (method) => (method === "SendOrderConfirmation" ? mailed.promise : undefined);
  void shop.recover();
  await t.waitFor(() => assert.equal(shop.calls.at(-1), "SendOrderConfirmation"), {
    timeout: 10_000,
  });
  shop.carts.fill("bob", { mug: 1 });
  const other = shop.openReplica();
  void other.client.placeOrder(orderRequest({ userId: "bob" }));
  await t.waitFor(() => assert.deepEqual(shop.carts.of("bob"), {}), { timeout: 10_000 });
  mailed.resolve();
  await t.waitFor(() => assert.equal(shop.mails.length, 2), { timeout: 10_000 });
});

test("a delivery does not wait for what recovery asks of the orders", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("SendOrderConfirmation", Code.Unavailable);
  await shop.checkout.placeOrder(keyed);
  await shop.deps.background[Symbol.asyncDispose]();
  shop.before = () => {};
  const { promise: asked, resolve: answer } = Promise.withResolvers<OrderLease[]>();
  t.mock.method(shop.deps.orders, "listUnderWay", () => asked);
  const looking = shop.recover();
  while ((await stateOf(shop, DeliveryKind.MAIL)) !== DeliveryState.DONE) await setTimeout(1);
  answer([]);
  await looking;
});

test("a delivery is tried by one replica at a time, and repeats the key of its mail", async (t) => {
  const shop = await openShop(t);
  shop.after = fail("SendOrderConfirmation", Code.Unavailable);
  const { order } = await shop.checkout.placeOrder(keyed);
  shop.after = () => {};
  const replicas = [shop.openReplica(), shop.openReplica()];
  await Promise.all(replicas.map((replica) => replica.recover()));
  assert.deepEqual(
    shop.mails.map(({ idempotencyKey }) => idempotencyKey),
    [order?.orderId, order?.orderId],
  );
});

test("placeOrder waits a second for its deliveries, and answers before a slow one is made", async (t) => {
  const shop = await openShop(t);
  const mailed = Promise.withResolvers<void>();
  shop.before = (method) => (method === "SendOrderConfirmation" ? mailed.promise : undefined);
  const startMs = performance.now();
  const { order } = await shop.checkout.placeOrder(keyed);
  assert.ok(performance.now() - startMs >= 990, "the mail had a second");
  assert.ok(order?.orderId);
  assert.deepEqual(shop.carts.of("ann"), {});
  assert.equal(shop.mails.length, 0);
  mailed.resolve();
  await shop.deps.background[Symbol.asyncDispose]();
  assert.equal(shop.mails.length, 1);
  assert.equal(await stateOf(shop, DeliveryKind.MAIL), DeliveryState.DONE);
});
