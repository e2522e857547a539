import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { exampleOrder } from "../example-order.ts";
import { problemsAtRest } from "../problems-at-rest.ts";
import { insist } from "./insist.ts";
import { killAt } from "./kill-at.ts";
import { openKillShop } from "./kill-shop.ts";
import { type EarlierOrder, leaveEarlierOrders } from "./leave-earlier-orders.ts";

// All processes of the release before the ledger were killed under load, and its customers come
// back to this one while others buy here.
test("orders that an earlier release has under way end as they must when it is replaced under load", {
  timeout: 300_000,
}, async (t) => {
  let earlier: EarlierOrder[] = [];
  await using shop = await openKillShop({
    replicas: 1,
    signal: t.signal,
    prepare(folder) {
      mkdirSync(folder, { recursive: true });
      earlier = leaveEarlierOrders(join(folder, "orders.sqlite"), 10);
    },
  });
  const { checkout, cart, toldPlaced, signal } = shop.counter;
  const load = killAt(shop, [], { atLeast: 20 });

  async function comeBack({ userId, idempotencyKey, orderId, left }: EarlierOrder): Promise<void> {
    if (left === "claimed") {
      const item = { productId: "6E92ZMYYFZ", quantity: 1 };
      await insist(() => cart.addItem({ userId, item, idempotencyKey: userId }), signal);
    }
    const request = { ...exampleOrder(), userId, idempotencyKey };
    const { order } = await insist(() => checkout.placeOrder(request), signal);
    assert.equal(order?.orderId === orderId, left !== "claimed", `the order was ${left}`);
    if (left !== "placed") toldPlaced.add(order?.orderId ?? "");
  }

  await Promise.all([load, ...earlier.map(comeBack)]);
  assert.deepEqual(await problemsAtRest(shop.keepers, toldPlaced), []);
  for (const { orderId, userId, left } of earlier) {
    const name = { case: "orderId" as const, value: orderId };
    const found = await checkout.getOrder({ userId, name }).catch(ConnectError.from);
    if (found instanceof ConnectError) {
      assert.deepEqual([left, found.code], ["claimed", Code.NotFound]);
    } else {
      assert.equal(found.order?.state, OrderState.PLACED);
      assert.equal(found.order?.beforeLedger, left === "placed", `the order was ${left}`);
    }
  }
});
