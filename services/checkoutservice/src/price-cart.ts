import { create } from "@bufbuild/protobuf";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { fromMoney, roundAmount, toMoney } from "@hipstershop/money";
import type { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CartIsEmptySchema } from "@hipstershop/proto/hipstershop/checkout";
import type { Address, Money } from "@hipstershop/proto/hipstershop/common";
import type { CurrencyService } from "@hipstershop/proto/hipstershop/currency";
import { type OrderItem, OrderItemSchema } from "@hipstershop/proto/hipstershop/order";
import type { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import type { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { orderTotal } from "./order-total.ts";
import { prefixedError } from "./prefixed-error.ts";
import { readCart } from "./read-cart.ts";

/** The services that say what a cart costs. */
export interface PricingClients {
  readonly cart: Client<typeof CartService>;
  readonly catalog: Client<typeof ProductCatalogService>;
  readonly currency: Client<typeof CurrencyService>;
  readonly shipping: Client<typeof ShippingService>;
}

/** What a cart costs, in one currency. */
export interface PricedCart {
  readonly items: OrderItem[];
  readonly shippingCost: Money;
  /** Empty when the cart service gives none. */
  readonly version: string;
}

/**
 * Returns what a user's cart costs, sent to an address and paid in a currency. Prices are
 * rounded to the currency's own digits, each price of one and the shipping once, so that
 * what is shown adds up to what is charged.
 *
 * Throws a ConnectError FAILED_PRECONDITION when the cart is empty, OUT_OF_RANGE when the
 * total is more than a Money can hold, INVALID_ARGUMENT, NOT_FOUND or OUT_OF_RANGE when a
 * service refuses what is asked of it, and UNAVAILABLE when one fails.
 */
export async function priceCart(
  { cart, catalog, currency, shipping }: PricingClients,
  order: { readonly userId: string; readonly address: Address; readonly currencyCode: string },
): Promise<PricedCart> {
  const { items: lines, version } = await readCart(cart, order.userId);
  if (lines.length === 0) {
    const details = [{ desc: CartIsEmptySchema, value: {} }];
    throw new ConnectError("cart is empty", Code.FailedPrecondition, undefined, details);
  }

  const ids = lines.map(({ productId }) => productId);
  const [{ products }, quote] = await Promise.all([
    named("price the cart", catalog.getProducts({ ids })),
    named("quote shipping", shipping.getQuote({ address: order.address, items: lines })),
  ]);
  const prices = [...ids.map((_, index) => products[index]?.priceUsd), quote.costUsd].map(present);
  const converted = await convert(currency, prices, order.currencyCode);
  const costs = converted.map((money) => roundAmount(fromMoney(money)));
  const shippingCost = toMoney(present(costs.at(lines.length)));
  const items = lines.map((item, index) =>
    create(OrderItemSchema, {
      item,
      cost: toMoney(present(costs[index])),
      productName: present(products[index]).name,
    }),
  );
  try {
    orderTotal({ items, shippingCost });
  } catch (cause) {
    throw prefixedError("the total is out of range", cause, Code.OutOfRange);
  }
  return { items, shippingCost, version };
}

/** Returns prices in a currency. Those that are in it already are asked of nobody. */
async function convert(
  currency: PricingClients["currency"],
  from: readonly Money[],
  toCode: string,
): Promise<readonly Money[]> {
  if (from.every(({ currencyCode }) => currencyCode === toCode)) return from;
  const converting = currency.convertAll({ from: [...from], toCode });
  return (await named("convert prices", converting)).results;
}

/**
 * Returns what a call returns. Its error says what the call was for, and is UNAVAILABLE unless it is
 * about what was asked: the same request may succeed a little later.
 */
function named<T>(what: string, call: Promise<T>): Promise<T> {
  return call.catch((cause: unknown) => {
    const { code } = ConnectError.from(cause);
    throw prefixedError(`failed to ${what}`, cause, PASSED_ON.has(code) ? code : Code.Unavailable);
  });
}

const PASSED_ON: ReadonlySet<Code> = new Set([
  Code.Canceled,
  Code.DeadlineExceeded,
  Code.InvalidArgument,
  Code.NotFound,
  Code.OutOfRange,
]);

// Every correct answer has it. When it is missing, the service that answered is at fault, and another
// instance may answer a copy of the request better.
function present<T>(value: T | undefined): T {
  if (value === undefined) throw new ConnectError("a price is missing", Code.Unavailable);
  return value;
}
