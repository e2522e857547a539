import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, createClient, createRouterTransport } from "@connectrpc/connect";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { type Money, MoneySchema } from "@hipstershop/proto/hipstershop/common";
import { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import {
  EmailService,
  type SendOrderConfirmationRequest,
  type SendOrderUpdateRequest,
} from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import type { Dependencies } from "../dependencies.ts";
import { createFakeCarts, type FakeCarts } from "./fake-carts.ts";
import { createFakeLedger, type FakeLedger } from "./fake-ledger.ts";
import { createFakeShipments, type FakeShipments } from "./fake-shipments.ts";

/** The other services, for tests: small, predictable, and told by the test what to fail. */
export interface FakeShop {
  readonly carts: FakeCarts;
  readonly ledger: FakeLedger;
  readonly shipments: FakeShipments;
  /** Prices in US dollars, in nanos, by product. */
  readonly prices: Map<string, bigint>;
  readonly mails: SendOrderConfirmationRequest[];
  readonly updates: SendOrderUpdateRequest[];
  /** The methods that were called, in the order of their start. */
  readonly calls: string[];
  readonly clients: Pick<
    Dependencies,
    "cart" | "catalog" | "currency" | "email" | "payment" | "shipping"
  >;
  /** Runs before a method does: the test's chance to fail it, or to hold it up. */
  before: (method: string) => void | Promise<void>;
  /** Runs when a method is done: the test's chance to lose its answer. */
  after: (method: string) => void | Promise<void>;
}

/** What one US dollar is worth to the fake shop. */
const FAKE_RATES: Readonly<Record<string, bigint>> = { USD: 1n, JPY: 100n };

/** Returns a shop in which ann has two mugs and a hat in her cart. */
export function createFakeShop(): FakeShop {
  const carts = createFakeCarts();
  const ledger = createFakeLedger();
  const shipments = createFakeShipments();
  carts.fill("ann", { mug: 2, hat: 1 });

  const transport = createRouterTransport(
    ({ service }) => {
      service(CartService, carts.service);
      service(PaymentService, ledger.service);
      service(ProductCatalogService, {
        getProducts({ ids }) {
          const products = ids.map((id) => {
            const nanos = shop.prices.get(id);
            if (nanos === undefined) {
              throw new ConnectError(`no product with ID ${id}`, Code.NotFound);
            }
            return { id, name: `The ${id}`, priceUsd: money("USD", nanos) };
          });
          return { products };
        },
      });
      service(CurrencyService, {
        convertAll({ from, toCode }) {
          const rate = FAKE_RATES[toCode];
          if (!rate) {
            throw new ConnectError(`unsupported currency: ${toCode}`, Code.InvalidArgument);
          }
          return { results: from.map((price) => money(toCode, nanosOf(price) * rate)) };
        },
      });
      service(ShippingService, {
        getQuote: () => ({ costUsd: money("USD", 8_990_000_000n) }),
        ...shipments.service,
      });
      service(EmailService, {
        sendOrderConfirmation(request) {
          shop.mails.push(request);
          return {};
        },
        sendOrderUpdate(request) {
          shop.updates.push(request);
          return {};
        },
      });
    },
    {
      transport: {
        interceptors: [
          (next) => async (request) => {
            const { name } = request.method;
            shop.calls.push(name);
            await shop.before(name);
            const answer = await next(request);
            await shop.after(name);
            return answer;
          },
        ],
      },
    },
  );

  const shop: FakeShop = {
    carts,
    ledger,
    shipments,
    prices: new Map([
      ["mug", 8_990_000_000n],
      ["hat", 20_000_000_000n],
    ]),
    mails: [],
    updates: [],
    calls: [],
    clients: {
      cart: createClient(CartService, transport),
      catalog: createClient(ProductCatalogService, transport),
      currency: createClient(CurrencyService, transport),
      email: createClient(EmailService, transport),
      payment: createClient(PaymentService, transport),
      shipping: createClient(ShippingService, transport),
    },
    before: () => {},
    after: () => {},
  };
  return shop;
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
