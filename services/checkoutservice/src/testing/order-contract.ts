import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { setImmediate } from "node:timers/promises";
import { create } from "@bufbuild/protobuf";
import { ConnectError } from "@connectrpc/connect";
import type { Database } from "@hipstershop/database";
import { addColumns } from "@hipstershop/database/testing";
import { DeliveryState, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import type { NewOrder } from "../store/order-store.ts";
import { uuidV1 } from "../uuid-v1.ts";
import { createFakeShop, type FakeShop } from "./fake-shop.ts";
import { type OpenCheckout, openCheckout } from "./open-checkout.ts";
import { byKey, orderRequest } from "./order-request.ts";

/** A fake shop, and two replicas of checkoutservice over connections of their own. */
interface TwoReplicas {
  readonly shop: FakeShop;
  readonly here: OpenCheckout;
  readonly there: OpenCheckout;
}

/** How often two are asked at once. */
const ROUNDS = Array.from({ length: 10 }, (_, round) => `user ${round}`);

/**
 * Declares the tests of orders that two replicas share (G8). `start` gives each test orders of its
 * own, and returns what opens them, each time over another connection.
 */
export function orderContract(
  kind: string,
  start: (t: TestContext) => Promise<() => Database>,
  { skip = false }: { readonly skip?: string | false } = {},
): void {
  function contract(does: string, run: (replicas: TwoReplicas) => Promise<void>): void {
    test(`two replicas over ${kind} ${does}`, { skip, timeout: 60_000 }, async (t) => {
      const open = await start(t);
      const shop = createFakeShop();
      const [here, there] = [openCheckout(shop, open()), openCheckout(shop, open())];
      // Both are connected, so that neither has a start.
      for (const { client } of [here, there]) await client.listOrders({});
      try {
        await run({ shop, here, there });
      } finally {
        for (const { deps } of [here, there]) await deps.background[Symbol.asyncDispose]();
      }
    });
  }

  for (const [what, keys] of [
    ["one key", ["k", "k"]],
    ["one cart without a key", ["", ""]],
    ["one cart with two keys", ["k", "l"]],
  ] as const) {
    contract(`place one order for ${what}`, async ({ shop, here, there }) => {
      const reads = () => shop.calls.filter((method) => method === "GetCart").length;
      for (const userId of ROUNDS) {
        const before = reads();
        // Without a common key, who comes when the cart is empty already cannot be told anything
        // else than that.
        shop.before = async (method) => {
          if (method !== "Capture" || (keys[0] === keys[1] && keys[0] !== "")) return;
          const endMs = performance.now() + 10_000;
          while (reads() < before + 2 && performance.now() < endMs) await setImmediate();
        };
        shop.carts.fill(userId, { mug: 1 });
        const answers = await Promise.all(
          [here, there].map(({ client }, index) =>
            client.placeOrder(orderRequest({ userId, idempotencyKey: keys[index] })),
          ),
        );
        assert.deepEqual(answers[0], answers[1]);
        await Promise.all([here, there].map(({ deps }) => deps.background[Symbol.asyncDispose]()));
        assert.deepEqual(shop.carts.of(userId), {});
      }
      assert.equal(shop.ledger.payments.size, ROUNDS.length);
    });
  }

  contract("begin one order of a user at a time", async ({ here, there }) => {
    for (const userId of ROUNDS) {
      const begun = await Promise.all(
        [here, there].map(({ deps }, index) => deps.orders.begin(newOrder(userId, `${index}`))),
      );
      assert.equal(begun.filter((order) => order !== undefined).length, 1);
    }
  });

  contract("begin one order of a cart, unless that was canceled", async ({ here, there }) => {
    for (const state of ["placed", "canceled"] as const) {
      const ofCart = (key: string) => ({ ...newOrder(state, key), cartVersion: "v" });
      const first = await here.deps.orders.begin(ofCart("k"));
      assert.ok(first && (await here.deps.orders.move(first, state)));
      const { begun } = await there.deps.orders.readStanding(state, "");
      const second = await there.deps.orders.begin({ ...ofCart("l"), begunBefore: begun });
      assert.equal(second !== undefined, state === "canceled", state);
    }
  });

  contract("begin no order of a cart that was read before another began", async (replicas) => {
    const [{ orders }, there] = [replicas.here.deps, replicas.there.deps.orders];
    const countBegun = async () => (await orders.readStanding("ann", "")).begun;
    const begin = async (key: string) => {
      const begunBefore = await countBegun();
      return await orders.begin({ ...newOrder("ann", key), begunBefore });
    };
    const first = await begin("k");
    assert.ok(first && (await there.move(first, "placed")));
    assert.equal(await there.begin(newOrder("ann", "l")), undefined);

    const refused = await begin("m").then((order) => order && there.move(order, "refused"));
    const begunBefore = await countBegun();
    const again = { ...newOrder("ann", "m"), begunBefore };
    const third = refused && (await orders.beginAgain(refused, again));
    const ended = third && (await there.move(third, "refused"));
    assert.ok(ended);
    assert.equal(await there.beginAgain(ended, again), undefined);
    assert.equal(await there.begin({ ...again, key: "n" }), undefined);
  });

  contract("begin one of two orders of a cart, whichever is faster", async ({ here, there }) => {
    for (const userId of ROUNDS) {
      const again = { ...newOrder(userId, "k"), begunBefore: 1 };
      const first = await here.deps.orders.begin(newOrder(userId, "k"));
      const refused = first && (await here.deps.orders.move(first, "refused"));
      assert.ok(refused);
      const begun = await Promise.all([
        here.deps.orders.beginAgain(refused, again),
        there.deps.orders.begin({ ...newOrder(userId, "l"), begunBefore: 1 }),
      ]);
      assert.equal(begun.filter((order) => order !== undefined).length, 1);
      assert.equal((await here.deps.orders.readStanding(userId, "")).begun, 2);
    }
  });

  contract("see all that stands before an order", async ({ here, there }) => {
    const { orders } = here.deps;
    const standing = (key: string) => there.deps.orders.readStanding("ann", key);
    assert.deepEqual(await standing("k"), { begun: 0, owesCart: false });
    const begun = await orders.begin(newOrder("ann", "k"));
    assert.ok(begun);
    const underWay = { begun: 1, owesCart: false, underWay: begun };
    assert.deepEqual(await standing("k"), { ...underWay, known: begun });
    assert.deepEqual(await standing("l"), underWay);
    const placed = await orders.move(begun, "placed");
    await orders.forbid("ann", "l");
    const { changedMs, ...known } = placed ?? begun;
    const after = await standing("k");
    assert.deepEqual(after, { begun: 1, owesCart: true, known: { ...known, changedMs } });
    assert.deepEqual(await standing("l"), { begun: 1, owesCart: true, known: "forbidden" });
    const carts = await here.deps.deliveries.listCarts("ann");
    await here.deps.deliveries.settle(carts.map((delivery) => ({ delivery, state: "done" })));
    assert.deepEqual(await standing("m"), { begun: 1, owesCart: false });
    assert.deepEqual(await there.deps.orders.readStanding("bob", "k"), {
      begun: 0,
      owesCart: false,
    });
  });

  contract("spend a key or begin its order, never both", async ({ here, there }) => {
    for (const userId of ROUNDS) {
      for (const refused of [undefined, "refused"] as const) {
        const key = `${refused}`;
        const { begun: begunBefore } = await here.deps.orders.readStanding(userId, "");
        const order = { ...newOrder(userId, key), begunBefore };
        const first = refused && (await here.deps.orders.begin(order));
        const before = first && (await here.deps.orders.move(first, refused));
        const again = { ...order, begunBefore: begunBefore + 1 };
        const [spent, begun] = await Promise.all([
          here.deps.orders.spend(userId, key, before),
          before ? there.deps.orders.beginAgain(before, again) : there.deps.orders.begin(order),
        ]);
        assert.equal(spent, begun === undefined);
        const known = await here.deps.orders.findByKey(userId, key);
        if (spent) assert.equal(known === "forbidden" ? "canceled" : known?.state, "canceled");
        if (begun) await here.deps.orders.move(begun, "placed");
      }
    }
  });

  contract("give an order to one holder", async ({ here, there }) => {
    for (const userId of ROUNDS) await here.deps.orders.begin(newOrder(userId, "k"));
    for (const lease of await here.deps.orders.listUnderWay()) {
      const taken = await Promise.all([here, there].map(({ deps }) => deps.orders.take(lease)));
      assert.deepEqual(taken.map((order) => order?.epoch).sort(), [2, undefined]);
    }
  });

  contract("let nobody move an order who has lost it", async ({ here, there }) => {
    const begun = await here.deps.orders.begin(newOrder("ann", "k"));
    const [lease] = await there.deps.orders.listUnderWay();
    assert.ok(begun && lease);
    const taken = await there.deps.orders.take(lease);
    assert.ok(taken);
    assert.equal(await here.deps.orders.move(begun, "shipping"), undefined);
    assert.equal((await there.deps.orders.move(taken, "shipping"))?.state, "shipping");
  });

  contract("cancel an order or capture it, never both", async ({ shop, here, there }) => {
    for (const userId of ROUNDS) {
      shop.carts.fill(userId, { mug: 1 });
      const request = orderRequest({ userId, idempotencyKey: "k" });
      const [placed] = await Promise.allSettled([
        here.client.placeOrder(request),
        there.client.cancelOrder(byKey(userId, "k")),
      ]);
      const order = await here.deps.orders.findByKey(userId, "k");
      if (order === "forbidden") continue;
      assert.ok(order);
      const payment = shop.ledger.payments.get(order.id);
      const live = shop.shipments.byKey.get(order.id)?.canceled === false;
      if (placed.status === "fulfilled") {
        assert.equal(order.state, "placed");
        assert.ok(payment?.state === PaymentState.CAPTURED && live);
      } else {
        assert.ok(placed.reason instanceof ConnectError);
        assert.equal(order.state, "canceled");
        assert.ok(payment?.state === PaymentState.VOIDED && !live);
      }
    }
  });

  contract("refund no more than was paid", async ({ shop, here, there }) => {
    for (const userId of ROUNDS.slice(0, 5)) {
      shop.carts.fill(userId, { hat: 1 });
      const { order } = await here.client.placeOrder(orderRequest({ userId }));
      const orderId = order?.orderId ?? "";
      const amount = { currencyCode: "USD", units: 20n };
      const both = await Promise.allSettled(
        [here, there].map(({ client }, index) =>
          client.refundOrder({ orderId, amount, idempotencyKey: `${index}` }),
        ),
      );
      assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
      assert.equal(shop.ledger.payments.get(orderId)?.refunded?.units, 20n);
      // To finish it once more, as after a commit in doubt, owes no second mail.
      const [refund] = await there.deps.refunds.listOf([orderId]);
      const stored = await there.deps.orders.get(orderId);
      assert.ok(refund && stored);
      await there.deps.refunds.finish(refund, stored);
    }
  });

  test(`a replica over ${kind} goes on when a later release adds columns`, {
    skip,
    timeout: 60_000,
  }, async (t) => {
    const open = await start(t);
    const shop = createFakeShop();
    const { client, deps, recover } = openCheckout(shop, open());
    for (const key of ["before", "after"]) {
      if (key === "after") await addColumns(open());
      shop.carts.fill("ann", { mug: 1 });
      const { order } = await client.placeOrder(orderRequest({ idempotencyKey: key }));
      const orderId = order?.orderId ?? "";
      const amount = { currencyCode: "USD", units: 1n };
      await client.refundOrder({ orderId, amount, idempotencyKey: key });
      await client.cancelOrder(byKey("ann", `unknown ${key}`));
      await recover();
      const { all } = await client.listOrders({ userId: "ann" });
      assert.equal(all[0]?.result?.orderId, orderId);
      assert.deepEqual(
        all[0].deliveries.map(({ state }) => state),
        [DeliveryState.DONE, DeliveryState.DONE, DeliveryState.DONE],
      );
    }
    await deps.background[Symbol.asyncDispose]();
  });

  contract("see one another's orders and events", async ({ shop, here, there }) => {
    shop.carts.fill("ann", { mug: 1 });
    const { order } = await here.client.placeOrder(orderRequest());
    const { all } = await there.client.listOrders({});
    assert.deepEqual(
      all.map(({ result, state }) => [result?.orderId, state]),
      [[order?.orderId, OrderState.PLACED]],
    );
    const events: OrderState[] = [];
    for await (const { state } of there.client.watchOrders({})) {
      events.push(state);
      if (state === OrderState.PLACED) break;
    }
    assert.equal(events.length, 4);
  });
}

function newOrder(userId: string, key: string): NewOrder {
  const nine = { currencyCode: "USD", units: 9n };
  const result = create(OrderResultSchema, { orderId: uuidV1(), shippingCost: nine });
  return { userId, key, cartVersion: "", begunBefore: 0, email: "someone@example.com", result };
}
