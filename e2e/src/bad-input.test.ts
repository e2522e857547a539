import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { DescService } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { AdService } from "@hipstershop/proto/hipstershop/ad";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { RecommendationService } from "@hipstershop/proto/hipstershop/recommendation";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { SERVICES, type Shop, startShop } from "./shop.ts";

let shop: Shop;
before(async () => {
  shop = await startShop({ services: SERVICES.filter((service) => service !== "frontend") });
});
after(() => shop[Symbol.asyncDispose]());

const NEXT_YEAR = new Date().getFullYear() + 1;
const amount = { currencyCode: "USD", units: 1n, nanos: 0 };
const card = (changes: Record<string, unknown> = {}) => ({
  creditCardNumber: "4432-8015-6152-0454",
  creditCardCvv: 672,
  creditCardExpirationYear: NEXT_YEAR,
  creditCardExpirationMonth: 1,
  ...changes,
});
const address = {
  streetAddress: "1600 Amphitheatre Parkway",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  zipCode: 94043,
};
const order = (changes: Record<string, unknown> = {}) => ({
  userId: "bad-input",
  userCurrency: "USD",
  address,
  email: "someone@example.com",
  creditCard: card(),
  ...changes,
});

interface Refusal {
  readonly service: DescService;
  readonly rpc: string;
  readonly request: Record<string, unknown>;
  readonly code: Code;
  readonly message: string | RegExp;
}

const refusals: readonly Refusal[] = [
  refused(CartService, "addItem", {}, Code.InvalidArgument, /user_id/),
  refused(CartService, "addItem", { userId: "u" }, Code.InvalidArgument, /item/),
  refused(
    CartService,
    "addItem",
    { userId: "u", item: { productId: "", quantity: 1 } },
    Code.InvalidArgument,
    /product_id/,
  ),
  refused(
    CartService,
    "addItem",
    { userId: "u", item: { productId: "p", quantity: 0 } },
    Code.InvalidArgument,
    /quantity/,
  ),
  refused(CartService, "getCart", {}, Code.InvalidArgument, /user_id/),
  refused(
    CartService,
    "updateItem",
    { userId: "u", item: { productId: "p", quantity: 2 } },
    Code.NotFound,
    /"p"/,
  ),
  refused(CartService, "emptyCart", {}, Code.InvalidArgument, /user_id/),
  refused(
    ProductCatalogService,
    "getProduct",
    { id: "NO-SUCH" },
    Code.NotFound,
    "no product with ID NO-SUCH",
  ),
  refused(
    CurrencyService,
    "convert",
    { from: { ...amount, currencyCode: "XXX" }, toCode: "EUR" },
    Code.InvalidArgument,
    "unsupported currency: XXX",
  ),
  refused(
    CurrencyService,
    "convert",
    { from: amount, toCode: "YYY" },
    Code.InvalidArgument,
    "unsupported currency: YYY",
  ),
  refused(
    CurrencyService,
    "convert",
    { from: { ...amount, nanos: 2_000_000_000 }, toCode: "EUR" },
    Code.InvalidArgument,
    /nanos/i,
  ),
  refused(
    CurrencyService,
    "convertAll",
    { from: [amount, { ...amount, currencyCode: "XXX" }], toCode: "EUR" },
    Code.InvalidArgument,
    /unsupported currency: XXX/,
  ),
  refused(
    PaymentService,
    "charge",
    { amount, creditCard: card({ creditCardNumber: "4432-8015-6152-0455" }) },
    Code.InvalidArgument,
    "Credit card info is invalid",
  ),
  refused(
    PaymentService,
    "charge",
    { amount, creditCard: card({ creditCardNumber: "378282246310005" }) },
    Code.InvalidArgument,
    /^Sorry, we cannot process .+ credit cards\. Only VISA or MasterCard is accepted\.$/,
  ),
  refused(
    PaymentService,
    "charge",
    { amount, creditCard: card({ creditCardExpirationYear: 2001 }) },
    Code.InvalidArgument,
    "Your credit card (ending 0454) expired on 1/2001",
  ),
  refused(PaymentService, "charge", { creditCard: card() }, Code.InvalidArgument, /amount/),
  refused(
    ShippingService,
    "shipOrder",
    { items: [{ productId: "p", quantity: 1 }] },
    Code.InvalidArgument,
    /address/,
  ),
  refused(
    EmailService,
    "sendOrderConfirmation",
    { email: "no address", order: {} },
    Code.InvalidArgument,
    /email/,
  ),
  refused(
    EmailService,
    "sendOrderConfirmation",
    { email: "a@example.com\r\nBcc: b@example.com", order: {} },
    Code.InvalidArgument,
    /email/,
  ),
  refused(CheckoutService, "placeOrder", order(), Code.FailedPrecondition, "cart is empty"),
  refused(CheckoutService, "placeOrder", order({ userId: "" }), Code.InvalidArgument, /user_id/),
  refused(
    CheckoutService,
    "placeOrder",
    order({ address: undefined }),
    Code.InvalidArgument,
    /address/,
  ),
  refused(
    CheckoutService,
    "placeOrder",
    order({ idempotencyKey: "k".repeat(129) }),
    Code.InvalidArgument,
    /idempotency_key/,
  ),
  refused(CheckoutService, "listOrders", {}, Code.InvalidArgument, /user_id/),
];

for (const { service, rpc, request, code, message } of refusals) {
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
  const creditCard = card({ creditCardExpirationYear: 2001 });
  await assert.rejects(call(CheckoutService, "placeOrder", order({ userId, creditCard })), {
    code: Code.InvalidArgument,
    rawMessage: "failed to charge card: Your credit card (ending 0454) expired on 1/2001",
  });
  const cart = (await call(CartService, "getCart", { userId })) as { items: unknown[] };
  assert.equal(cart.items.length, 1);
});

test("the same idempotency key gives the same order, also at the same time", async () => {
  const userId = "same-key";
  await call(CartService, "addItem", { userId, item: { productId: "6E92ZMYYFZ", quantity: 1 } });
  const request = order({ userId, idempotencyKey: "once" });
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
  for (const service of SERVICES) {
    assert.doesNotMatch(shop.logs(service), /4432-?8015|378282246310005|"?cvv"?\W+672/i, service);
  }
});

function refused<S extends DescService>(
  service: S,
  rpc: keyof S["method"] & string,
  request: Record<string, unknown>,
  code: Code,
  message: string | RegExp,
): Refusal {
  return { service, rpc, request, code, message };
}

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
