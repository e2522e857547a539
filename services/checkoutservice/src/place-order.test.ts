import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { test } from "node:test";
import { promisify } from "node:util";
import { Code, ConnectError } from "@connectrpc/connect";
import { type CallContext, currentCallContext, runInCallContext } from "@hipstershop/rpc";
import { fail, openShop } from "./testing/open-shop.ts";
import { orderRequest } from "./testing/order-request.ts";

test("placeOrder places one order for a key, however often it is repeated", async (t) => {
  const shop = await openShop(t);
  const first = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  const second = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.deepEqual(second, first);
  assert.equal(shop.charges.length, 1);
  assert.equal(shop.mails.length, 1);
});

test("placeOrder places one order when two requests with a key arrive at once", async (t) => {
  const shop = await openShop(t);
  const requests = Array.from({ length: 5 }, () =>
    shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })),
  );
  const [first, ...others] = await Promise.all(requests);
  for (const other of others) assert.deepEqual(other, first);
  assert.equal(shop.charges.length, 1);
});

test("placeOrder places one order when two processes get a key", { timeout: 60_000 }, async (t) => {
  const { path } = await openShop(t);
  const module = (name: string) => JSON.stringify(import.meta.resolve(name));
  const program = `
    import { setTimeout } from "node:timers/promises";
    import { createFakeShop } from ${module("./testing/fake-shop.ts")};
    import { createOrderStore } from ${module("./order-store.ts")};
    await using orders = createOrderStore(process.argv[1]);
    const shop = createFakeShop(orders);
    // Time for the other process to come between.
    shop.before = (method) => setTimeout(method === "Charge" ? 300 : 0);
    const { order } = await shop.checkout.placeOrder(JSON.parse(process.argv[2]));
    process.stdout.write(JSON.stringify([order.orderId, shop.charges.length]));`;
  const run = async () => {
    const { stdout } = await promisify(execFile)(process.execPath, [
      "--input-type=module-typescript",
      "--eval",
      program,
      path,
      JSON.stringify(orderRequest({ idempotencyKey: "k" })),
    ]);
    return JSON.parse(stdout) as [string, number];
  };
  const [[oneId, oneCharges], [twoId, twoCharges]] = await Promise.all([run(), run()]);
  assert.equal(oneId, twoId);
  assert.equal(oneCharges + twoCharges, 1);
});

test("placeOrder places a new order without a key, and for another user's key", async (t) => {
  const shop = await openShop(t);
  const ids = new Set<string | undefined>();
  for (const [userId, idempotencyKey] of [
    ["ann", ""],
    ["ann", ""],
    ["ann", "k"],
    ["bob", "k"],
  ] as const) {
    shop.carts.set(userId, { mug: 1 });
    ids.add(
      (await shop.checkout.placeOrder(orderRequest({ userId, idempotencyKey }))).order?.orderId,
    );
  }
  assert.equal(ids.size, 4);
  assert.equal(shop.charges.length, 4);
});

test("placeOrder tries a key anew after a refused card", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Charge", Code.InvalidArgument, "Credit card info is invalid");
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })));
  shop.before = () => {};
  const { order } = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(order?.items.length, 2);
  assert.equal(shop.charges.length, 1);
});

test("placeOrder does not charge again when an earlier attempt failed to ship", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Unavailable, "no trucks");
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })));
  shop.before = () => {};
  shop.carts.set("ann", { hat: 100 });
  const { order } = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(shop.charges.length, 1);
  assert.equal(order?.items[0]?.item?.productId, "mug", "it is the order that was charged");
  assert.equal(shop.shipments.length, 1);
});

test("placeOrder repeats a charge whose answer was lost under the same key", async (t) => {
  const shop = await openShop(t);
  shop.afterCharge = () => {
    throw new ConnectError("lost the connection", Code.Unavailable);
  };
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })));
  shop.afterCharge = () => {};
  await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  shop.carts.set("ann", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest());
  const [lost, repeated, another] = shop.charges.map(({ idempotencyKey }) => idempotencyKey);
  assert.ok(lost);
  assert.equal(repeated, lost);
  assert.notEqual(another, lost);
});

test("placeOrder waits for another attempt no longer than its caller does", async (t) => {
  const shop = await openShop(t);
  const found = await shop.orders.claim("ann", "k");
  assert.ok(found.state === "claimed");
  await using _claim = found.claim;
  await assert.rejects(
    shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }), { timeoutMs: 100 }),
    { code: Code.DeadlineExceeded, rawMessage: /./ },
  );
  assert.deepEqual(shop.calls, []);
});

test("placeOrder carries an order through from the charge on, also without its caller", async (t) => {
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
    if (method === "Charge") caller.abort();
  };
  await assert.rejects(
    runInCallContext(context, () =>
      shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }), { signal: caller.signal }),
    ),
  );
  await t.waitFor(() => assert.equal(shop.calls.at(-1), "SendOrderConfirmation"), {
    timeout: 10_000,
  });
  assert.equal(seen.get("GetCart"), context);
  for (const method of ["Charge", "ShipOrder", "EmptyCart", "SendOrderConfirmation"]) {
    assert.deepEqual(seen.get(method), { requestId: "r-1" });
  }

  const { order } = await shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" }));
  assert.equal(order?.shippingTrackingId, "AB-12345-6789012");
  assert.equal(shop.charges.length, 1);
});

test("placeOrder charges nothing when its caller left before", async (t) => {
  const shop = await openShop(t);
  const caller = new AbortController();
  const left = Promise.withResolvers<void>();
  shop.before = (method) => {
    if (method !== "ConvertAll") return;
    caller.abort();
    return left.promise;
  };
  const request = orderRequest({ idempotencyKey: "k" });
  await assert.rejects(shop.checkout.placeOrder(request, { signal: caller.signal }));
  left.resolve();
  // The claim is given back when the handler ends.
  await t.waitFor(
    async () => {
      const found = await shop.orders.claim("ann", "k");
      assert.ok(found.state === "claimed");
      await found.claim[Symbol.asyncDispose]();
    },
    { interval: 10, timeout: 10_000 },
  );
  assert.equal(shop.calls.includes("Charge"), false);
});
