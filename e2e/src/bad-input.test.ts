import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { serviceNames } from "@hipstershop/shop/names";
import { exampleCard, exampleOrder } from "./example-order.ts";
import { REFUSALS } from "./refusals.ts";
import { type Shop, startShop } from "./shop.ts";

let shop: Shop;
before(async () => {
  shop = await startShop({ services: serviceNames.filter((service) => service !== "frontend") });
});
after(() => shop[Symbol.asyncDispose]());

for (const { service, rpc, request, code, message } of REFUSALS) {
  const given = JSON.stringify(request, (_, value) =>
    typeof value === "bigint" ? String(value) : value,
  );
  test(`${rpc} refuses ${given.slice(0, 80)} with ${Code[code]}`, async () => {
    await assert.rejects(call(service, rpc, request), (error) => {
      assert(error instanceof ConnectError);
      assert.equal(Code[error.code], Code[code], error.message);
      if (typeof message === "string") assert.equal(error.rawMessage, message);
      else assert.match(error.rawMessage, message);
      return true;
    });
  });
}

test("a refused charge keeps the cart, says why and charges nothing", async () => {
  const userId = "refused-charge";
  const item = { productId: "6E92ZMYYFZ", quantity: 2 };
  await call(CartService, "addItem", { userId, item });
  const creditCard = exampleCard({ creditCardExpirationYear: 2001 });
  await assert.rejects(call(CheckoutService, "placeOrder", exampleOrder({ userId, creditCard })), {
    code: Code.InvalidArgument,
    rawMessage: "failed to charge card: Your credit card (ending 0454) expired on 1/2001",
  });
  const cart = (await call(CartService, "getCart", { userId })) as { items: unknown[] };
  assert.equal(cart.items.length, 1);
});

test("the same idempotency key gives the same order, also at the same time", async () => {
  const userId = "same-key";
  await call(CartService, "addItem", { userId, item: { productId: "6E92ZMYYFZ", quantity: 1 } });
  const request = exampleOrder({ userId, idempotencyKey: "once" });
  const answers = (await Promise.all(
    [1, 2, 3].map(() => call(CheckoutService, "placeOrder", request)),
  )) as { order: { orderId: string } }[];
  const again = (await call(CheckoutService, "placeOrder", request)) as (typeof answers)[0];
  assert.equal(new Set([...answers, again].map((answer) => answer.order.orderId)).size, 1);
  const { orders } = (await call(CheckoutService, "listOrders", { userId })) as {
    orders: unknown[];
  };
  assert.equal(orders.length, 1);
});

test("the same idempotency key gives the same charge, and no other", async () => {
  const charge = async (units: bigint) => {
    const amount = { currencyCode: "USD", units };
    const request = { amount, creditCard: exampleCard(), idempotencyKey: "one charge" };
    return (await call(PaymentService, "charge", request)) as { transactionId: string };
  };
  const [one, two] = await Promise.all([charge(1n), charge(1n)]);
  assert.equal(one.transactionId, two.transactionId);
  await assert.rejects(charge(2n), { code: Code.AlreadyExists });
});

test("RPCs that take anything answer the strangest request", async () => {
  const ads = (await call(AdService, "getAds", { contextKeys: ["no-such"] })) as { ads: unknown[] };
  assert.equal(ads.ads.length, 2);
  const recommended = (await call(RecommendationService, "listRecommendations", {
    productIds: ["no-such", ""],
  })) as { productIds: string[] };
  assert.equal(recommended.productIds.length, 5);
  const everything = (await call(ProductCatalogService, "searchProducts", { query: "" })) as {
    results: unknown[];
  };
  assert.equal(everything.results.length, 9);
});

test("no log bears a card number or a CVV", () => {
  for (const service of serviceNames) {
    assert.doesNotMatch(shop.logs(service), /4432-?8015|378282246310005|"?cvv"?\W+672/i, service);
  }
});

/** Calls an RPC of the one instance of a service over gRPC. */
async function call(
  service: DescService,
  rpc: string,
  request: Record<string, unknown>,
): Promise<unknown> {
  const { address } = await shop.instance(service.name.toLowerCase());
  const client = createClient(service, createGrpcTransport({ baseUrl: `http://${address}` }));
  const unary = client as unknown as Record<string, (request: unknown) => Promise<unknown>>;
  return unary[rpc]?.(request);
}
