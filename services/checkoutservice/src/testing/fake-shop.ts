import { create } from "@bufbuild/protobuf";
import {
  type Client,
  Code,
  ConnectError,
  createClient,
  createRouterTransport,
} from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import { type Money, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import {
  EmailService,
  type SendOrderConfirmationRequest,
} from "@hipstershop/proto/hipstershop/email";
import { type ChargeRequest, PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { type ShipOrderRequest, ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { pino } from "pino";
import { createCheckout } from "../checkout.ts";
import type { OrderStore } from "../order-store.ts";

/** The other services, for tests: small, predictable, and told by the test what to fail. */
export interface FakeShop {
  /** The checkout under test, which calls this shop. */
  readonly checkout: Client<typeof CheckoutService>;
  /** What is in each user's cart: quantities by product. */
  readonly carts: Map<string, Record<string, number>>;
  /** Prices in US dollars, in nanos, by product. */
  readonly prices: Map<string, bigint>;
  /** The methods that were called, in the order of their start. */
  readonly calls: string[];
  readonly charges: ChargeRequest[];
  readonly shipments: ShipOrderRequest[];
  readonly mails: SendOrderConfirmationRequest[];
  readonly logLines: string[];
  /** Runs before a method does: the test's chance to fail it, or to hold it up. */
  before: (method: string) => void | Promise<void>;
  /** Runs when a card was charged: the test's chance to lose the answer. */
  afterCharge: () => void;
}

/** What one US dollar is worth to the fake shop. */
const FAKE_RATES: Readonly<Record<string, bigint>> = { USD: 1n, JPY: 100n };

/** Returns a shop whose checkout keeps its orders in the given store. */
export function createFakeShop(orders: OrderStore): FakeShop {
  const shop: Omit<FakeShop, "checkout"> = {
    carts: new Map([["ann", { mug: 2, hat: 1 }]]),
    prices: new Map([
      ["mug", 8_990_000_000n],
      ["hat", 20_000_000_000n],
    ]),
    calls: [],
    charges: [],
    shipments: [],
    mails: [],
    logLines: [],
    before: () => {},
    afterCharge: () => {},
  };

  async function called(method: string): Promise<void> {
    shop.calls.push(method);
    await shop.before(method);
  }

  const others = createRouterTransport(({ service }) => {
    service(CartService, {
      async getCart({ userId }) {
        await called("GetCart");
        const lines = Object.entries(shop.carts.get(userId) ?? {});
        return { userId, items: lines.map(([productId, quantity]) => ({ productId, quantity })) };
      },
      async emptyCart({ userId }) {
        await called("EmptyCart");
        shop.carts.delete(userId);
        return {};
      },
    });
    service(ProductCatalogService, {
      async getProduct({ id }) {
        await called("GetProduct");
        const nanos = shop.prices.get(id);
        if (nanos === undefined) throw new ConnectError(`no product with ID ${id}`, Code.NotFound);
        return { id, name: `The ${id}`, priceUsd: money("USD", nanos) };
      },
    });
    service(CurrencyService, {
      async convertAll({ from, toCode }) {
        await called("ConvertAll");
        const rate = FAKE_RATES[toCode];
        if (!rate) throw new ConnectError(`unsupported currency: ${toCode}`, Code.InvalidArgument);
        return { results: from.map((price) => money(toCode, nanosOf(price) * rate)) };
      },
    });
    service(ShippingService, {
      async getQuote() {
        await called("GetQuote");
        return { costUsd: money("USD", 8_990_000_000n) };
      },
      async shipOrder(request) {
        await called("ShipOrder");
        shop.shipments.push(request);
        return { trackingId: "AB-12345-6789012" };
      },
    });
    service(PaymentService, {
      async charge(request) {
        await called("Charge");
        shop.charges.push(request);
        shop.afterCharge();
        return { transactionId: crypto.randomUUID() };
      },
    });
    service(EmailService, {
      async sendOrderConfirmation(request) {
        await called("SendOrderConfirmation");
        shop.mails.push(request);
        return {};
      },
    });
  });

  const implementation = createCheckout({
    cart: createClient(CartService, others),
    catalog: createClient(ProductCatalogService, others),
    currency: createClient(CurrencyService, others),
    email: createClient(EmailService, others),
    payment: createClient(PaymentService, others),
    shipping: createClient(ShippingService, others),
    orders,
    log: pino({ base: null }, { write: (line: string) => shop.logLines.push(line) }),
  });
  const itself = createRouterTransport(({ service }) => service(CheckoutService, implementation));
  return Object.assign(shop, { checkout: createClient(CheckoutService, itself) });
}

function money(currencyCode: string, nanos: bigint): Money {
  return create(MoneySchema, {
    currencyCode,
    units: nanos / 1_000_000_000n,
    nanos: Number(nanos % 1_000_000_000n),
  });
}

function nanosOf({ units, nanos }: Money): bigint {
  return units * 1_000_000_000n + BigInt(nanos);
}
