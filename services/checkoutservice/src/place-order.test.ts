import assert from "node:assert/strict";
import { test } from "node:test";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderInDoubtSchema, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import { type CallContext, currentCallContext, runInCallContext } from "@hipstershop/rpc";
import { fail, once, openShop } from "./testing/open-shop.ts";
import { byKey, orderRequest } from "./testing/order-request.ts";

test("placeOrder places one order for a key, however often it is repeated", async (t) => {
  const shop = await openShop(t);
  const first = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  shop.carts.fill("ann", { hat: 1 });
  const second = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.deepEqual(second, first);
  assert.equal(shop.ledger.payments.size, 1);
  assert.equal(shop.mails.length, 1);
});

for (const [how, idempotencyKey] of [
  ["with a key", "k"],
  ["for the same cart", ""],
]) {
  test(`placeOrder places one order when requests ${how} arrive at two replicas`, async (t) => {
    const shop = await openShop(t);
    const other = shop.openReplica();
    const ready = Promise.withResolvers<void>();
    shop.before = (method) => {
      // Each request reads the cart before it begins an order, or joins one.
      const reads = shop.calls.filter((called) => called === "GetCart").length;
      if (reads >= 4 || (idempotencyKey !== "" && method === "Authorize")) ready.resolve();
      return ready.promise;
    };
    const requests = [shop.checkout, other.client, shop.checkout, other.client].map((checkout) =>
      checkout.placeOrder(orderRequest({ idempotencyKey })),
    );
    const [first, ...others] = await Promise.all(requests);
    for (const other of others) assert.deepEqual(other, first);
    assert.equal(shop.ledger.payments.size, 1);
    assert.equal(shop.shipments.byKey.size, 1);
  });
}

test("placeOrder answers with the order that a request of the same key has placed meanwhile", async (t) => {
  const shop = await openShop(t);
  const late = Promise.withResolvers<void>();
  shop.before = (method) => (method === "GetCart" ? late.promise : undefined);
  const request = orderRequest({ idempotencyKey: "k" });
  const slow = shop.checkout.placeOrder(request);
  await t.waitFor(() => assert.deepEqual(shop.calls, ["GetCart"]), { timeout: 10_000 });
  shop.before = () => {};
  const first = await shop.checkout.placeOrder(request);
  late.resolve();
  assert.deepEqual(await slow, first);
});

test("placeOrder orders nothing again that another order took out of the cart meanwhile", async (t) => {
  const shop = await openShop(t);
  const { promise: priced, resolve: goOn } = Promise.withResolvers<void>();
  shop.before = (method) => (method === "GetQuote" ? priced : undefined);
  shop.carts.fill("ann", { mug: 1, hat: 1 });
  const slow = shop.checkout.placeOrder(orderRequest({ idempotencyKey: "slow" }));
  await t.waitFor(() => assert.ok(shop.calls.includes("GetQuote")), { timeout: 10_000 });
  shop.before = () => {};
  shop.carts.fill("ann", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "fast" }));
  shop.carts.fill("ann", { hat: 1 });
  goOn();
  const { order } = await slow;
  assert.deepEqual(
    order?.items.map(({ item }) => item?.productId),
    ["hat"],
  );
});

test("placeOrder orders once when two tabs have different keys for the same cart", async (t) => {
  const shop = await openShop(t);
  const answers = await Promise.all(
    ["one", "two"].map((idempotencyKey) =>
      shop.checkout.placeOrder(orderRequest({ idempotencyKey })),
    ),
  );
  assert.deepEqual(answers[0], answers[1]);
  shop.carts.fill("ann", { hat: 5 });
  for (const idempotencyKey of ["one", "two"]) {
    const again = await shop.checkout.placeOrder(orderRequest({ idempotencyKey }));
    assert.deepEqual(again, answers[0]);
  }
  assert.equal(shop.ledger.payments.size, 1);
});

test("placeOrder places a new order for another user's key, and for a changed cart", async (t) => {
  const shop = await openShop(t);
  const ids = new Set<string | undefined>();
  for (const [userId, idempotencyKey] of [
    ["ann", ""],
    ["ann", ""],
    ["ann", "k"],
    ["bob", "k"],
  ] as const) {
    shop.carts.fill(userId, { mug: 1 });
    const { order } = await shop.checkout.placeOrder(orderRequest({ userId, idempotencyKey }));
    ids.add(order?.orderId);
  }
  assert.equal(ids.size, 4);
  assert.equal(shop.ledger.payments.size, 4);
});

test("placeOrder waits for another order of the user, and then orders what is left", async (t) => {
  const shop = await openShop(t);
  const answered = Promise.withResolvers<void>();
  shop.before = (method) => (method === "Capture" ? answered.promise : undefined);
  const first = shop.checkout.placeOrder(orderRequest());
  await t.waitFor(() => assert.ok(shop.calls.includes("Capture")), { timeout: 10_000 });
  // Two mugs and a hat were ordered.
  shop.carts.fill("ann", { mug: 3, hat: 1 });
  const second = shop.checkout.placeOrder(orderRequest());
  await t.waitFor(() => assert.equal(shop.calls.at(-1), "GetCart"), { timeout: 10_000 });
  answered.resolve();
  assert.equal((await first).order?.items.length, 2);
  assert.deepEqual(
    (await second).order?.items.map(({ item }) => [item?.productId, item?.quantity]),
    [["mug", 1]],
  );
});

test("placeOrder orders nothing while the cart holds what was ordered before", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("RemoveItems", Code.Unavailable);
  await shop.checkout.placeOrder(orderRequest());
  shop.carts.fill("ann", { mug: 3, hat: 1 });
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), { code: Code.Unavailable });
  shop.before = () => {};
  const { order } = await shop.checkout.placeOrder(orderRequest());
  assert.equal(order?.items.length, 1);
  assert.deepEqual(shop.carts.of("ann"), {});
});

test("placeOrder tries a key anew after a refused card, with what the request says now", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Authorize", Code.InvalidArgument, "Credit card info is invalid");
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })));
  const refused = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(refused.order?.state, OrderState.REFUSED);
  shop.before = () => {};
  shop.carts.fill("ann", { hat: 3 });
  const { order } = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(order?.orderId, refused.order?.result?.orderId);
  assert.equal(order?.items[0]?.item?.quantity, 3);
  assert.equal(shop.ledger.payments.size, 1);
});

test("placeOrder repeats an authorization whose answer was lost, and charges once", async (t) => {
  const shop = await openShop(t);
  shop.after = once(fail("Authorize", Code.Unavailable));
  const { order } = await shop.checkout.placeOrder(orderRequest());
  assert.equal(shop.ledger.payments.size, 1);
  assert.equal(shop.ledger.cards.length, 2);
  assert.equal(shop.ledger.payments.get(order?.orderId ?? "")?.state, PaymentState.CAPTURED);
});

test("placeOrder asks again where payment aborts, and never says that of an order that is not canceled", async (t) => {
  const shop = await openShop(t);
  shop.before = once(fail("Authorize", Code.Aborted));
  await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(shop.ledger.payments.size, 1);
  shop.carts.fill("ann", { hat: 1 });
  shop.before = fail("Authorize", Code.Aborted);
  const context = { requestId: "r-1", deadlineMs: performance.now() + 1_500 };
  const request = orderRequest({ idempotencyKey: "l" });
  const placing = runInCallContext(context, () => shop.checkout.placeOrder(request));
  await assert.rejects(placing, { code: Code.Unavailable });
});

test("placeOrder cancels when a card is refused after an authorization without an answer", async (t) => {
  const shop = await openShop(t);
  shop.before = (method) => {
    if (method !== "Authorize") return;
    const lost = shop.calls.filter((called) => called === "Authorize").length === 1;
    // The first may be on its way still, with a card that is good.
    throw new ConnectError("refused", lost ? Code.Unavailable : Code.InvalidArgument);
  };
  const request = orderRequest({ idempotencyKey: "k" });
  await assert.rejects(shop.checkout.placeOrder(request), {
    code: Code.InvalidArgument,
    rawMessage: "failed to charge card: refused",
  });
  shop.before = () => {};
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.CANCELED);
  const late = { idempotencyKey: order.result?.orderId ?? "", epoch: 1n };
  await assert.rejects(shop.clients.payment.authorize(late), { code: Code.FailedPrecondition });
  await assert.rejects(shop.checkout.placeOrder(request), { code: Code.Aborted });
});

test("placeOrder says with the order's id that it is not known yet what becomes of it", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Internal, "no trucks");
  const context = { requestId: "r-1", deadlineMs: performance.now() + 4_000 };
  const [told] = await Promise.allSettled([
    runInCallContext(context, () =>
      shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })),
    ),
  ]);
  assert.ok(told?.status === "rejected" && told.reason instanceof ConnectError);
  assert.equal(told.reason.code, Code.Unavailable);
  assert.equal(told.reason.rawMessage, "shipping error: no trucks");
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.SHIPPING);
  assert.deepEqual(
    told.reason.findDetails(OrderInDoubtSchema).map(({ orderId }) => orderId),
    [order.result?.orderId],
  );
  shop.before = () => {};
  await shop.recover();
  const placed = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(placed.order?.orderId, order.result?.orderId);
});

for (const [what, left, code] of [
  ["is empty", {}, Code.FailedPrecondition],
  ["holds what is no longer sold", { ghost: 1 }, Code.NotFound],
] as const) {
  test(`placeOrder charges nothing for a key when a copy of the request was told that the cart ${what}`, async (t) => {
    const shop = await openShop(t);
    const request = orderRequest({ idempotencyKey: "k" });
    const priced = Promise.withResolvers<void>();
    shop.before = once((method) => (method === "GetQuote" ? priced.promise : undefined));
    const copy = shop.checkout.placeOrder(request);
    copy.catch(() => {});
    await t.waitFor(() => assert.ok(shop.calls.includes("GetQuote")), { timeout: 10_000 });
    shop.carts.fill("ann", left);
    await assert.rejects(shop.checkout.placeOrder(request), { code });
    priced.resolve();
    await assert.rejects(copy, { code: Code.Aborted });
    assert.equal(shop.ledger.payments.size, 0);
    // Another key has nothing to do with it.
    shop.carts.fill("ann", { mug: 1 });
    await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "l" }));
  });
}

test("placeOrder cancels an order that was refused when there is nothing to try again for", async (t) => {
  const shop = await openShop(t);
  const request = orderRequest({ idempotencyKey: "k" });
  shop.before = fail("Authorize", Code.InvalidArgument, "Credit card info is invalid");
  await assert.rejects(shop.checkout.placeOrder(request));
  shop.before = () => {};
  shop.carts.fill("ann", {});
  await assert.rejects(shop.checkout.placeOrder(request), { code: Code.FailedPrecondition });
  const { order } = await shop.checkout.getOrder(byKey("ann", "k"));
  assert.equal(order?.state, OrderState.CANCELED);
  shop.carts.fill("ann", { hat: 1 });
  await assert.rejects(shop.checkout.placeOrder(request), { code: Code.Aborted });
  assert.equal(shop.ledger.payments.size, 0);
});

test("placeOrder waits for another attempt no longer than its caller does", async (t) => {
  const shop = await openShop(t);
  const never = Promise.withResolvers<void>();
  t.after(() => never.resolve());
  shop.before = (method) => (method === "ShipOrder" ? never.promise : undefined);
  const first = shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  await t.waitFor(() => assert.ok(shop.calls.includes("ShipOrder")), { timeout: 10_000 });
  await assert.rejects(
    shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }), { timeoutMs: 100 }),
    { code: Code.DeadlineExceeded },
  );
  never.resolve();
  await first;
});

test("placeOrder carries an order through once it is begun, also without its caller", async (t) => {
  const shop = await openShop(t);
  const caller = new AbortController();
  const context: CallContext = {
    requestId: "r-1",
    deadlineMs: performance.now() + 60_000,
    signal: caller.signal,
  };
  const seen = new Map<string, CallContext | undefined>();
  shop.before = (method) => {
    seen.set(method, currentCallContext());
    if (method === "Authorize") caller.abort();
  };
  await assert.rejects(
    runInCallContext(context, () =>
      shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }), { signal: caller.signal }),
    ),
  );
  await shop.deps.background[Symbol.asyncDispose]();
  assert.equal(seen.get("GetCart"), context);
  for (const method of ["Authorize", "ShipOrder", "Capture", "RemoveItems"]) {
    assert.deepEqual(seen.get(method), { requestId: "r-1" });
  }
  const { order } = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(order?.shippingTrackingId, "AB-12345-6789012");
  assert.equal(shop.ledger.payments.size, 1);
});

test("placeOrder begins nothing when its caller left before", async (t) => {
  const shop = await openShop(t);
  const caller = new AbortController();
  const left = Promise.withResolvers<void>();
  shop.before = (method) => {
    if (method !== "GetQuote") return;
    caller.abort();
    return left.promise;
  };
  const request = orderRequest({ idempotencyKey: "k" });
  await assert.rejects(shop.checkout.placeOrder(request, { signal: caller.signal }));
  left.resolve();
  await assert.rejects(shop.checkout.getOrder(byKey("ann", "k")), { code: Code.NotFound });
  assert.equal(shop.calls.includes("Authorize"), false);
});
