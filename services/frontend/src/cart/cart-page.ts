import { randomUUID } from "node:crypto";
import { countryNames } from "@hipstershop/address";
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
import { loadCatalog } from "../catalog/load-catalog.ts";
import { pictureOf } from "../catalog/picture-of.ts";
import { productCard } from "../catalog/product-card.ts";
import { recommend } from "../catalog/recommend.ts";
import { demoCustomer } from "../checkout/demo-customer.ts";
import { type RegionField, regionFields } from "../checkout/region-fields.ts";
import { convertPrices } from "../currency/prices.ts";
import { DEFAULT_CURRENCY } from "../site/currencies.ts";
import { type Frame, loadCurrencies } from "../site/frame.ts";
import type { CartModel, CheckoutFormModel, LineModel } from "../site/page-models.ts";
import type { Shop } from "../site/shop.ts";
import { optional, type Visit } from "../site/visit.ts";

/** What a visitor has typed into the checkout form, and what is wrong with it. */
export type FilledForm = Pick<
  CheckoutFormModel,
  "values" | "errors" | "problem" | "idempotencyKey"
>;

/** Loads the cart page, in three waves of calls, whatever the number of lines. */
export async function loadCartPage(
  shop: Shop,
  visit: Visit,
  form: FilledForm,
): Promise<{ model: CartModel; frame: Frame }> {
  const [cart, products, currencies] = await Promise.all([
    shop.cart.getCart({ userId: visit.sessionId }),
    loadCatalog(shop, visit),
    loadCurrencies(shop, visit),
  ]);

  const inCart = cart.items.map((item) => item.productId);
  const [quote, recommended] = await Promise.all([
    cart.items.length > 0
      ? optional(visit, "shipping", quoteShipping(shop, cart.items))
      : undefined,
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
  const region = regionFields(form.values);
  return {
    frame: { cart, currencies },
    model: {
      lines,
      shipping: quote && formatAmount(shipping),
      total: formatAmount(addAmounts(shipping, ...sums)),
      form: {
        ...form,
        years: Array.from({ length: 10 }, (_, index) => thisYear + index),
        region,
        bad: inOrder(region).filter((name) => form.errors[name]),
        countries: countryNames(),
      },
      recommendations: recommended.map((each) => productCard(each, priceOf.get(each.id) as Amount)),
    },
  };
}

/** The names of the fields that are seen, in the order in which they stand in the form. */
function inOrder(region: readonly RegionField[]): string[] {
  const names = region.map(({ name }) => name);
  return ["email", "country", "street_address", ...names, ...CARD_FIELDS];
}

const CARD_FIELDS = [
  "credit_card_number",
  "credit_card_expiration_month",
  "credit_card_expiration_year",
  "credit_card_cvv",
];

/** Returns what shipping costs. Throws when that is no amount in the catalog's currency. */
async function quoteShipping(shop: Shop, items: CartItem[]): Promise<Money> {
  const { costUsd } = await shop.shipping.getQuote({ items });
  if (!costUsd || fromMoney(costUsd).currencyCode !== DEFAULT_CURRENCY) {
    throw new RangeError(`GetQuote must give an amount in "${DEFAULT_CURRENCY}"`);
  }
  return costUsd;
}

/**
 * Returns the form as it is before anything was typed, with a key that makes it one order. In
 * another country than the demo customer's it asks for what an address has there.
 */
export function newForm(country?: string): FilledForm {
  const demo = demoCustomer();
  const elsewhere = country !== undefined && { state: "", zip_code: "", country };
  return { values: { ...demo, ...elsewhere }, errors: {}, idempotencyKey: randomUUID() };
}

function cartLine(
  productId: string,
  quantity: number,
  product: Product | undefined,
  price: Amount | undefined,
): LineModel {
  if (!product || !price) {
    const name = `“${productId}” is no longer sold`;
    return { productId, quantity, name, gone: true, price: "–", total: "–" };
  }
  const { name } = product;
  const picture = pictureOf(product);
  const total = formatAmount(multiplyAmount(price, quantity));
  return { productId, quantity, name, picture, price: formatAmount(price), total };
}
