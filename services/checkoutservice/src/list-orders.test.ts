import assert from "node:assert/strict";
import { test } from "node:test";
import { Code } from "@connectrpc/connect";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { fail, openShop } from "./testing/open-shop.ts";
import { orderRequest } from "./testing/order-request.ts";

test("listOrders returns the newest hundred orders of one user, the newest first", async (t) => {
  const shop = await openShop(t);
  shop.carts.fill("bob", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest({ userId: "bob" }));
  const ids: (string | undefined)[] = [];
  for (let i = 0; i < 101; i++) {
    shop.carts.fill("ann", { mug: 1 });
    ids.unshift((await shop.checkout.placeOrder(orderRequest())).order?.orderId);
  }
  shop.carts.fill("ann", { mug: 1 });
  shop.before = fail("Authorize", Code.InvalidArgument);
  await assert.rejects(shop.checkout.placeOrder(orderRequest()));
  const { orders, all } = await shop.checkout.listOrders({ userId: "ann" });
  assert.deepEqual(
    orders.map(({ order }) => order?.orderId),
    ids.slice(0, 100),
  );
  assert.ok(Math.abs(Date.now() - Number(orders[0]?.placedAt?.seconds) * 1_000) < 60_000);
  assert.equal(all[0]?.state, OrderState.REFUSED);
  assert.deepEqual(
    all.slice(1).map(({ result }) => result?.orderId),
    ids.slice(0, 99),
  );
});

test("listOrders returns the orders of all users in pages", async (t) => {
  const shop = await openShop(t);
  for (const userId of ["ann", "bob", "cat"]) {
    shop.carts.fill(userId, { mug: 1 });
    await shop.checkout.placeOrder(orderRequest({ userId }));
  }
  await shop.deps.background[Symbol.asyncDispose]();
  const first = await shop.checkout.listOrders({ pageSize: 2 });
  const pageToken = first.nextPageToken;
  const second = await shop.checkout.listOrders({ pageSize: 2, pageToken });
  assert.deepEqual([first.all.length, second.all.length, second.nextPageToken], [2, 1, ""]);
  assert.deepEqual(first.orders, []);
  const newestFirst = await shop.checkout.listOrders({ pageSize: 2, newestFirst: true });
  const rest = { pageSize: 2, newestFirst: true, pageToken: newestFirst.nextPageToken };
  const ids = ({ all }: typeof first) => all.map(({ result }) => result?.orderId);
  assert.deepEqual(
    [...ids(newestFirst), ...ids(await shop.checkout.listOrders(rest))],
    [...ids(first), ...ids(second)].reverse(),
  );
  const [order] = second.all;
  assert.equal(order?.total?.units, 17n);
  assert.deepEqual(
    order.deliveries.map(({ tries }) => tries),
    [1, 1],
  );
});
