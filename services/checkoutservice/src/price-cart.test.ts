import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { CartIsEmptySchema } from "@hipstershop/proto/hipstershop/checkout";
import { GetProductsResponseSchema } from "@hipstershop/proto/hipstershop/product_catalog";
import { priceCart } from "./price-cart.ts";
import { createFakeShop } from "./testing/fake-shop.ts";
import { fail, openShop } from "./testing/open-shop.ts";
import { orderRequest } from "./testing/order-request.ts";

test("placeOrder rounds each price half to even, and charges the sum of what it shows", async (t) => {
  const shop = await openShop(t);
  shop.carts.fill("ann", { even: 3, odd: 1, less: 1 });
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
  const { captured } = shop.ledger.payments.get(order?.orderId ?? "") ?? {};
  assert.equal(captured?.currencyCode, "JPY");
  assert.equal(captured.units, 3n * 12n + 14n + 13n + 899n);
  assert.equal(captured.nanos, 0);
});

test("placeOrder does without currencyservice when the prices are in the customer's currency", async (t) => {
  const shop = await openShop(t);
  shop.carts.fill("ann", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest({ userCurrency: "USD" }));
  assert.equal(shop.calls.includes("ConvertAll"), false);
  shop.carts.fill("ann", { mug: 1 });
  await shop.checkout.placeOrder(orderRequest({ userCurrency: "JPY" }));
  assert.equal(shop.calls.includes("ConvertAll"), true);
});

test("placeOrder makes independent calls together", { timeout: 60_000 }, async (t) => {
  const shop = await openShop(t);
  const together = Promise.withResolvers<void>();
  let waiting = 0;
  shop.before = async (method) => {
    if (method !== "GetProducts" && method !== "GetQuote") return;
    waiting += 1;
    if (waiting === 2) together.resolve();
    await together.promise;
  };
  await shop.checkout.placeOrder(orderRequest());
  assert.equal(waiting, 2);
});

test("placeOrder refuses an unknown currency, and charges nothing", async (t) => {
  const shop = await openShop(t);
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ userCurrency: "XYZ" })), {
    code: Code.InvalidArgument,
    rawMessage: "failed to convert prices: unsupported currency: XYZ",
  });
  assert.equal(shop.calls.includes("Authorize"), false);
});

test("placeOrder refuses an empty cart, and charges nothing", async (t) => {
  const shop = await openShop(t);
  await assert.rejects(shop.checkout.placeOrder(orderRequest({ userId: "nobody" })), (error) => {
    assert.ok(error instanceof ConnectError);
    assert.equal(error.code, Code.FailedPrecondition);
    assert.equal(error.rawMessage, "cart is empty");
    assert.equal(error.findDetails(CartIsEmptySchema).length, 1);
    return true;
  });
  assert.deepEqual(shop.calls, ["GetCart"]);
});

for (const [method, code] of [
  ["GetCart", Code.FailedPrecondition],
  ["GetProducts", Code.Internal],
  ["GetQuote", Code.ResourceExhausted],
] as const) {
  test(`placeOrder is unavailable when ${method} fails, because it may succeed later`, async (t) => {
    const shop = await openShop(t);
    shop.before = fail(method, code);
    await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
      code: Code.Unavailable,
      rawMessage: /^failed to .*: out of order$/,
    });
    assert.equal(shop.calls.includes("Authorize"), false);
  });
}

test("priceCart is unavailable when an answer lacks a price, which another instance may have", async () => {
  const { clients } = createFakeShop();
  const getProducts = async () => create(GetProductsResponseSchema);
  const lacking = { ...clients, catalog: { ...clients.catalog, getProducts } };
  const { address } = orderRequest();
  assert.ok(address);
  await assert.rejects(priceCart(lacking, { userId: "ann", address, currencyCode: "USD" }), {
    code: Code.Unavailable,
    rawMessage: "a price is missing",
  });
});

test("placeOrder refuses a product that is no longer sold, and charges nothing", async (t) => {
  const shop = await openShop(t);
  shop.carts.fill("ann", { mug: 1, ghost: 1 });
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.NotFound,
    rawMessage: "failed to price the cart: no product with ID ghost",
  });
  assert.equal(shop.calls.includes("Authorize"), false);
});

test("placeOrder refuses a total that no Money can hold, and charges nothing", async (t) => {
  const shop = await openShop(t);
  shop.carts.fill("ann", { mug: 2 ** 31 - 1 });
  shop.prices.set("mug", 2n ** 62n * 1_000_000_000n);
  await assert.rejects(shop.checkout.placeOrder(orderRequest()), {
    code: Code.OutOfRange,
    rawMessage: /^the total is out of range: /,
  });
  assert.equal(shop.calls.includes("Authorize"), false);
});
