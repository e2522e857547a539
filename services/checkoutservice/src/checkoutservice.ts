import { join } from "node:path";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { EmailService } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { defineService, watchStore } from "@hipstershop/service";
import { createCheckout } from "./checkout.ts";
import { createOrderStore } from "./order-store.ts";

/** Turns a cart into an order, and keeps the orders in a SQLite file. */
export const checkoutservice = defineService({
  service: CheckoutService,
  async create(context) {
    const { client, log } = context;
    const orders = context.resources.use(
      createOrderStore(join(context.dataFolder(), "orders.sqlite")),
    );
    await watchStore(context, { name: "sqlite", check: () => orders.check() });
    return createCheckout({
      cart: client(CartService),
      catalog: client(ProductCatalogService),
      currency: client(CurrencyService),
      // An order can do without its mail, and its customer should not wait for one.
      email: client(EmailService, { timeoutMs: 2_000, waitMs: 200 }),
      orders,
      payment: client(PaymentService),
      shipping: client(ShippingService),
      log,
    });
  },
});
