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
import type { LineModel } from "../catalog/line-model.ts";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { pictureOf } from "../catalog/picture-of.ts";
import { type ProductCard, productCard } from "../catalog/product-card.ts";
import { recommend } from "../catalog/recommend.ts";
import {
  type CheckoutFormModel,
  checkoutFormModel,
  type FilledForm,
} from "../checkout/checkout-form-model.ts";
import type { ShowForm } from "../checkout/checkout-routes.ts";
import { orderKey } from "../checkout/order-key.ts";
import { convertPrices } from "../currency/prices.ts";
import { DEFAULT_CURRENCY } from "../site/currencies.ts";
import { type Frame, loadCurrencies } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import type { Services } from "../site/services.ts";
import { optional, type Visit, visitOf } from "../site/visit.ts";

/** The cart, priced, with the form that turns it into an order. */
interface CartModel {
  readonly lines: readonly LineModel[];
  /** Absent while shippingservice is out of reach. */
  readonly shipping?: string | undefined;
  readonly total: string;
  readonly form: CheckoutFormModel;
  readonly recommendations: readonly ProductCard[];
}

/** Returns a function that shows a visitor's cart, with the checkout form as it is filled in. */
export function cartPage(services: Services, pages: Pages): ShowForm {
  return async (request, response, form, status = 200) => {
    const { model, frame } = await loadCartPage(services, visitOf(response), form);
    const title = status === 200 ? "Your cart" : "Error: Your cart";
    await pages.send<CartModel>(request, response, { view: "cart", title, model, frame, status });
  };
}

/** Loads the cart page, in three waves of calls, whatever the number of lines. */
async function loadCartPage(
  services: Services,
  visit: Visit,
  form: FilledForm,
): Promise<{ model: CartModel; frame: Frame }> {
  const [cart, catalog, currencies] = await Promise.all([
    services.cart.getCart({ userId: visit.sessionId }),
    loadCatalog(services, visit),
    loadCurrencies(services, visit),
  ]);

  const inCart = cart.items.map((item) => item.productId);
  const [quote, recommended] = await Promise.all([
    cart.items.length > 0
      ? optional(visit, "shipping", quoteShipping(services, cart.items))
      : undefined,
    recommend(services, visit, inCart, catalog),
  ]);

  const { byId } = catalog;
  const sold = cart.items.flatMap((item) => byId.get(item.productId) ?? []);
  const [shippingCost, ...prices] = await convertPrices(services, visit, [
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
  const ordered = { sessionId: visit.sessionId, version: cart.version, after: form.after };
  const key = form.idempotencyKey ?? orderKey(ordered);
  return {
    frame: { cart, currencies },
    model: {
      lines,
      shipping: quote && formatAmount(shipping),
      total: formatAmount(addAmounts(shipping, ...sums)),
      form: checkoutFormModel(form, key),
      recommendations: recommended.map((each) => productCard(each, priceOf.get(each.id) as Amount)),
    },
  };
}

/** Returns what shipping costs. Throws when that is no amount in the catalog's currency. */
async function quoteShipping(services: Services, items: CartItem[]): Promise<Money> {
  const { costUsd } = await services.shipping.getQuote({ items });
  if (!costUsd || fromMoney(costUsd).currencyCode !== DEFAULT_CURRENCY) {
    throw new RangeError(`GetQuote must give an amount in "${DEFAULT_CURRENCY}"`);
  }
  return costUsd;
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
