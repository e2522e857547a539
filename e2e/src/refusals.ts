import type { DescService } from "@bufbuild/protobuf";
import { Code } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { exampleCard, exampleOrder } from "./example-order.ts";

/** A request that no service takes, and how it is refused. */
export interface Refusal {
  readonly service: DescService;
  readonly rpc: string;
  readonly request: Record<string, unknown>;
  readonly code: Code;
  readonly message: string | RegExp;
}

const amount = { currencyCode: "USD", units: 1n, nanos: 0 };

/** What each RPC refuses, and in which words. */
export const REFUSALS: readonly Refusal[] = [
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
    ProductCatalogService,
    "getProducts",
    { ids: ["NO-SUCH"] },
    Code.NotFound,
    "no product with ID NO-SUCH",
  ),
  refused(
    CurrencyService,
    "convert",
    { from: { ...amount, currencyCode: "XYZ" }, toCode: "EUR" },
    Code.InvalidArgument,
    "unsupported currency: XYZ",
  ),
  refused(
    CurrencyService,
    "convert",
    { from: amount, toCode: "XYZ" },
    Code.InvalidArgument,
    "unsupported currency: XYZ",
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
    { from: [amount, { ...amount, currencyCode: "XYZ" }], toCode: "EUR" },
    Code.InvalidArgument,
    /unsupported currency: XYZ/,
  ),
  refused(
    PaymentService,
    "charge",
    { amount, creditCard: exampleCard({ creditCardNumber: "4432-8015-6152-0455" }) },
    Code.InvalidArgument,
    "Credit card info is invalid",
  ),
  refused(
    PaymentService,
    "charge",
    { amount, creditCard: exampleCard({ creditCardNumber: "378282246310005" }) },
    Code.InvalidArgument,
    /^Sorry, we cannot process .+ credit cards\. Only VISA or MasterCard is accepted\.$/,
  ),
  refused(
    PaymentService,
    "charge",
    { amount, creditCard: exampleCard({ creditCardExpirationYear: 2001 }) },
    Code.InvalidArgument,
    "Your credit card (ending 0454) expired on 1/2001",
  ),
  refused(PaymentService, "charge", { creditCard: exampleCard() }, Code.InvalidArgument, /amount/),
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
  refused(CheckoutService, "placeOrder", exampleOrder(), Code.FailedPrecondition, "cart is empty"),
  refused(
    CheckoutService,
    "placeOrder",
    exampleOrder({ userId: "" }),
    Code.InvalidArgument,
    /user_id/,
  ),
  refused(
    CheckoutService,
    "placeOrder",
    exampleOrder({ address: undefined }),
    Code.InvalidArgument,
    /address/,
  ),
  refused(
    CheckoutService,
    "placeOrder",
    exampleOrder({ idempotencyKey: "k".repeat(129) }),
    Code.InvalidArgument,
    /idempotency_key/,
  ),
  refused(CheckoutService, "getOrder", {}, Code.InvalidArgument, /user_id/),
  refused(CheckoutService, "cancelOrder", { userId: "u" }, Code.InvalidArgument, /order_id/),
  refused(CheckoutService, "refundOrder", { orderId: "o" }, Code.NotFound, /no such order/),
  refused(CheckoutService, "listOrders", { pageSize: -1 }, Code.InvalidArgument, /page_size/),
];

function refused<S extends DescService>(
  service: S,
  rpc: keyof S["method"] & string,
  request: Record<string, unknown>,
  code: Code,
  message: string | RegExp,
): Refusal {
  return { service, rpc, request, code, message };
}
