import assert from "node:assert/strict";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { create, toJson } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { CardRefusedSchema } from "@hipstershop/proto/hipstershop/payment";
import { createFakeShop } from "./testing/fake-shop.ts";
import { fail, openShop } from "./testing/open-shop.ts";
import { orderRequest } from "./testing/order-request.ts";

test("placeOrder prices, charges, ships, empties the cart and mails", async (t) => {
  const shop = await openShop(t);
  const { order } = await shop.checkout.placeOrder(orderRequest());
  assert.ok(order);
  assert.match(
    order.orderId,
    /^[0-9a-f]{8}-[0-9a-f]{4}-1[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  assert.deepEqual(toJson(OrderResultSchema, order), {
    orderId: order.orderId,
    shippingTrackingId: "AB-12345-6789012",
    shippingCost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
    shippingAddress: {
      streetAddress: "1600 Amphitheatre Parkway",
      city: "Mountain View",
      state: "CA",
      country: "United States",
      zipCode: 94043,
    },
    items: [
      {
        item: { productId: "mug", quantity: 2 },
        cost: { currencyCode: "USD", units: "8", nanos: 990_000_000 },
        productName: "The mug",
      },
      {
        item: { productId: "hat", quantity: 1 },
        cost: { currencyCode: "USD", units: "20" },
        productName: "The hat",
      },
    ],
  });

  // 2 x 8.99 + 20.00 + 8.99
  assert.equal(shop.charges.length, 1);
  assert.equal(shop.charges[0]?.amount?.units, 46n);
  assert.equal(shop.charges[0]?.amount?.nanos, 970_000_000);
  assert.equal(shop.charges[0]?.creditCard?.creditCardNumber, "4432-8015-6152-0454");
  assert.equal(shop.shipments[0]?.address?.city, "Mountain View");
  assert.equal(shop.shipments[0]?.items.length, 2);
  assert.equal(shop.carts.has("ann"), false);
  assert.equal(shop.mails[0]?.email, "someone@example.com");
  assert.equal(shop.mails[0]?.order?.orderId, order.orderId);
  assert.deepEqual(shop.calls, [
    "GetCart",
    ...["GetProduct", "GetProduct", "GetQuote"],
    "ConvertAll",
    ...["Charge", "ShipOrder", "EmptyCart", "SendOrderConfirmation"],
  ]);
});

test("placeOrder passes on why a card was refused", async (t) => {
  const shop = await openShop(t);
  const explanation = "Credit card info is invalid";
  const details = [{ desc: CardRefusedSchema, value: { explanation } }];
  shop.before = fail("Charge", Code.InvalidArgument, explanation, details);
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), (error) => {
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, Code.InvalidArgument);
    assert.equal(error.rawMessage, "failed to charge card: Credit card info is invalid");
    assert.equal(error.findDetails(CardRefusedSchema)[0]?.explanation, explanation);
    return true;
  });
  assert.equal(shop.calls.includes("ShipOrder"), false);
  assert.equal(shop.carts.has("ann"), true);
  assert.deepEqual((await shop.checkout.listOrders({ userId: "ann" })).orders, []);
});

test("placeOrder is unavailable when shipping fails, and the log says what was charged", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Internal, "no trucks");
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.Unavailable,
    rawMessage: "shipping error: no trucks",
  });
  assert.match(shop.logLines.join(""), /"transactionId":"[0-9a-f-]{36}"/);
  assert.match(shop.logLines.join(""), /charged, but not shipped/);
});

for (const method of ["EmptyCart", "SendOrderConfirmation"]) {
  test(`placeOrder succeeds when ${method} fails, and logs it`, async (t) => {
    const shop = await openShop(t);
    shop.before = fail(method, Code.Unavailable, "out of order");
    const { order } = await shop.checkout.placeOrder(orderRequest());
    assert.equal(order?.shippingTrackingId, "AB-12345-6789012");
    assert.equal(shop.calls.at(-1), "SendOrderConfirmation");
    assert.match(shop.logLines.join(""), /out of order/);
  });
}

test("placeOrder leaves no trace of the card on disk, in the log or in an error", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("ShipOrder", Code.Unavailable, "no trucks");
  const errors: string[] = [];
  const request = orderRequest({ idempotencyKey: "k" });
  assert.ok(request.creditCard);
  // Three digits may be part of any id or time. Ten digits are not.
  request.creditCard.creditCardCvv = 1_672_083_945;
  const attempt = () =>
    shop.checkout.placeOrder(request).catch((error: unknown) => {
      errors.push(String(error));
    });
  await attempt();
  shop.before = fail("SendOrderConfirmation", Code.Unavailable, "no mail");
  await attempt();

  const folder = dirname(shop.path);
  const files = await Promise.all(
    (await readdir(folder)).map((name) => readFile(join(folder, name), "latin1")),
  );
  assert.match(files.join(""), /Mountain View/, "the files were read");
  for (const text of [...files, ...shop.logLines, ...errors]) {
    assert.doesNotMatch(text, /4432-?8015|6152-?0454|1672083945/);
  }
});

test("listOrders returns the newest hundred orders of one user", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("bob", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest({ userId: "bob" }));
  const ids: string[] = [];
  for (let i = 0; i < 101; i++) {
    const found = await shop.orders.claim("ann", `k${i}`);
    assert.ok(found.state === "claimed");
    await using claim = found.claim;
    await claim.savePlaced(create(OrderResultSchema, { orderId: `order ${i}` }));
    ids.unshift(`order ${i}`);
  }
  const { orders } = await shop.checkout.listOrders({ userId: "ann" });
  assert.deepEqual(
    orders.map(({ order }) => order?.orderId),
    ids.slice(0, 100),
  );
  const placedMs = Number(orders[0]?.placedAt?.seconds) * 1_000;
  assert.ok(Math.abs(Date.now() - placedMs) < 60_000);
  await assert.rejects(shop.checkout.listOrders({}), {
    code: Code.InvalidArgument,
    rawMessage: "user_id must be set",
  });
});

test("checkout is unavailable, and charges nothing, when orders cannot be kept", async (t) => {
  const down = async () => {
    throw new Error("disk I/O error at /home/ann/.data");
  };
  const shop = createFakeShop({ ...(await openShop(t)).orders, claim: down, list: down });
  const refused = { code: Code.Unavailable, rawMessage: /^Can't access order storage\.[^/]*$/ };
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), refused);
  await assert.rejects(shop.checkout.listOrders({ userId: "ann" }), refused);
  assert.deepEqual(shop.calls, []);
});

test("checkout is unavailable, and charges nothing, when the file of orders is removed", async (t) => {
  const shop = await openShop(t);
  await shop.checkout.placeOrder(orderRequest());
  const calls = shop.calls.length;
  await rm(shop.path);
  shop.carts.set("ann", { mug: 1 });
  const refused = { code: Code.Unavailable, rawMessage: /^Can't access order storage\./ };
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), refused);
  await assert.rejects(shop.checkout.listOrders({ userId: "ann" }), refused);
  await assert.rejects(shop.orders.check(), /has gone/);
  assert.equal(shop.calls.length, calls);
});
