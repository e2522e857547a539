import { randomUUID } from "node:crypto";
import {
  type Amount,
  addAmounts,
  formatAmount,
  fromMoney,
  multiplyAmount,
} from "@hipstershop/money";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import { DEFAULT_CURRENCY } from "./currencies.ts";
import { demoCustomer } from "./demo-customer.ts";
import { type Frame, loadCurrencies } from "./frame.ts";
import type { CartModel, CheckoutFormModel, LineModel } from "./page-models.ts";
import { convertPrices } from "./prices.ts";
import { productCard } from "./product-card.ts";
import { recommend } from "./recommend.ts";
import type { Shop } from "./shop.ts";
import { optional, type Visit } from "./visit.ts";

/** What a visitor has typed into the checkout form, and what is wrong with it. */
export type FilledForm = Pick<
  CheckoutFormModel,
  "values" | "errors" | "problem" | "idempotencyKey"
>;

/** Loads the cart page, in three waves of calls, whatever the number of lines. */
export async function loadCartPage(
  shop: Shop,
  visit: Visit,
  form: FilledForm = newForm(),
): Promise<{ model: CartModel; frame: Frame }> {
  const [cart, { products }, currencies] = await Promise.all([
    shop.cart.getCart({ userId: visit.sessionId }),
    shop.catalog.listProducts({}),
    loadCurrencies(shop, visit),
  ]);

  const inCart = cart.items.map((item) => item.productId);
  const [quote, recommended] = await Promise.all([
    optional(visit, "shipping", quoteShipping(shop, cart.items)),
    recommend(shop, visit, inCart, products),
  ]);

  const byId = new Map(products.map((product) => [product.id, product]));
  const sold = cart.items.flatMap((item) => byId.get(item.productId) ?? []);
  const [shippingCost, ...prices] = await convertPrices(shop, visit, [
    quote,
    ...[...sold, ...recommended].map((product) => product.priceUsd),
  ]);
  const priceOf = new Map([...sold, ...recommended].map(({ id }, i) => [id, prices[i] as Amount]));

  const shipping = shippingCost as Amount;
  const lines = cart.items.map(({ productId, quantity }) =>
    cartLine(productId, quantity, byId.get(productId), priceOf.get(productId)),
  );
  const sums = cart.items.flatMap(({ productId, quantity }) => {
    const price = priceOf.get(productId);
    return price ? multiplyAmount(price, quantity) : [];
  });
  const thisYear = new Date().getFullYear();
  return {
    frame: { cart, currencies },
    model: {
      lines,
      shipping: quote && formatAmount(shipping),
      total: formatAmount(addAmounts(shipping, ...sums)),
      form: { ...form, years: Array.from({ length: 10 }, (_, index) => thisYear + index) },
      recommendations: recommended.map((each) => productCard(each, priceOf.get(each.id) as Amount)),
    },
  };
}

/** Returns what shipping costs. Throws when that is no amount in the catalog's currency. */
async function quoteShipping(shop: Shop, items: CartItem[]): Promise<Money> {
  const { costUsd } = await shop.shipping.getQuote({ items });
  if (!costUsd || fromMoney(costUsd).currencyCode !== DEFAULT_CURRENCY) {
    throw new RangeError(`GetQuote must give an amount in "${DEFAULT_CURRENCY}"`);
  }
  return costUsd;
}

/** A form as it is before anything was typed, with a key that makes it one order. */
function newForm(): FilledForm {
  return { values: demoCustomer(), errors: {}, idempotencyKey: randomUUID() };
}

function cartLine(
  productId: string,
  quantity: number,
  product: Product | undefined,
  price: Amount | undefined,
): LineModel {
  if (!product || !price) {
    return { productId, quantity, name: "No longer sold", price: "–", total: "–" };
  }
  const { name, picture } = product;
  const total = formatAmount(multiplyAmount(price, quantity));
  return { productId, quantity, name, picture, price: formatAmount(price), total };
}
