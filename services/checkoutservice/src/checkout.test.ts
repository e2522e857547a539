import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { create, toJson } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { AddressSchema } from "@hipstershop/proto/hipstershop/common";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { createFakeShop } from "./testing/fake-shop.ts";
import { fail, openShop } from "./testing/open-shop.ts";
import { type OrderChanges, orderRequest } from "./testing/order-request.ts";

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

test("placeOrder rounds each price half to even, and charges the sum of what it shows", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("ann", { even: 3, odd: 1, less: 1 });
  shop.prices.set("even", 125_000_000n); // 12.5 yen
  shop.prices.set("odd", 135_000_000n); // 13.5 yen
  shop.prices.set("less", 134_999_999n); // 13.4999999 yen
  const { order } = await shop.checkout.placeOrder(orderRequest({ userCurrency: "JPY" }));
  assert.deepEqual(
    order?.items.map(({ cost }) => [cost?.units, cost?.nanos]),
    [
      [12n, 0],
      [14n, 0],
      [13n, 0],
    ],
  );
  assert.equal(order?.shippingCost?.units, 899n);
  assert.equal(shop.charges[0]?.amount?.currencyCode, "JPY");
  assert.equal(shop.charges[0]?.amount?.units, 3n * 12n + 14n + 13n + 899n);
  assert.equal(shop.charges[0]?.amount?.nanos, 0);
});

test("placeOrder makes independent calls together", { timeout: 60_000 }, async (t) => {
  const shop = await openShop(t);
  const together = Promise.withResolvers<void>();
  let waiting = 0;
  shop.before = async (method) => {
    if (method !== "GetProduct" && method !== "GetQuote") return;
    waiting += 1;
    if (waiting === 3) together.resolve();
    await together.promise;
  };
  await shop.checkout.placeOrder(orderRequest());
  assert.equal(waiting, 3);
});

for (const [what, changes, message] of [
  ["no user", { userId: "" }, "user_id must be set"],
  ["no currency", { userCurrency: "" }, "user_currency must be set"],
  ["no address", { address: undefined }, "address must be set"],
  ["an empty address", { address: create(AddressSchema) }, "address.street_address must be set"],
  ["no email", { email: "" }, "email must be set"],
  ["no card", { creditCard: undefined }, "credit_card must be set"],
  [
    "an unknown currency",
    { userCurrency: "XXX" },
    "failed to convert prices: unsupported currency: XXX",
  ],
  [
    "a city without end",
    { address: create(AddressSchema, { streetAddress: "1 Quay", city: "x".repeat(513) }) },
    "address.city of 513 characters must have at most 512",
  ],
  [
    "a key that is too long",
    { idempotencyKey: "k".repeat(129) },
    "idempotency_key of 129 characters must have at most 128",
  ],
] as [string, OrderChanges, string][]) {
  test(`placeOrder refuses ${what}, and charges nothing`, async (t) => {
    const shop = await openShop(t);
    await assert.rejects(shop.checkout.placeOrder(orderRequest(changes)), {
      code: Code.InvalidArgument,
      rawMessage: message,
    });
    assert.equal(shop.calls.includes("Charge"), false);
  });
}

test("placeOrder refuses an empty cart, and charges nothing", async (t) => {
  const shop = await openShop(t);
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ userId: "nobody" })), {
    code: Code.FailedPrecondition,
    rawMessage: "cart is empty",
  });
  assert.deepEqual(shop.calls, ["GetCart"]);
});

test("placeOrder refuses a product that is no longer sold, and charges nothing", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("ann", { mug: 1, ghost: 1 });
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.NotFound,
    rawMessage: "failed to price the cart: no product with ID ghost",
  });
  assert.equal(shop.calls.includes("Charge"), false);
});

test("placeOrder refuses a total that no Money can hold, and charges nothing", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("ann", { mug: 2 ** 31 - 1 });
  shop.prices.set("mug", 2n ** 62n * 1_000_000_000n);
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.OutOfRange,
    rawMessage: /^the total is out of range: /,
  });
  assert.equal(shop.calls.includes("Charge"), false);
});

test("placeOrder passes on why a card was refused", async (t) => {
  const shop = await openShop(t);
  shop.before = fail("Charge", Code.InvalidArgument, "Credit card info is invalid");
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.InvalidArgument,
    rawMessage: "failed to charge card: Credit card info is invalid",
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
  const attempt = () =>
    shop.checkout.placeOrder(orderRequest({ idempotencyKey: "k" })).catch((error: unknown) => {
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
    assert.doesNotMatch(text, /4432|8015|0454|672/);
  }
});

test("listOrders returns the newest hundred orders of one user", async (t) => {
  const shop = await openShop(t);
  shop.carts.set("bob", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest({ userId: "bob" }));
  const ids: string[] = [];
  for (let i = 0; i < 101; i++) {
    const found = shop.orders.claim("ann", `k${i}`);
    assert.ok(found.state === "claimed");
    using claim = found.claim;
    claim.savePlaced(create(OrderResultSchema, { orderId: `order ${i}` }));
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
  const down = () => {
    throw new Error("disk I/O error at /home/ann/.data");
  };
  const shop = createFakeShop({ ...(await openShop(t)).orders, claim: down, list: down });
  const refused = { code: Code.Unavailable, rawMessage: /^Can't access order storage\.[^/]*$/ };
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), refused);
  await assert.rejects(shop.checkout.listOrders({ userId: "ann" }), refused);
  assert.deepEqual(shop.calls, []);
});
