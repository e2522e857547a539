import { type Amount, formatAmount } from "@hipstershop/money";
import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import { convertPrices } from "../currency/prices.ts";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";
import { pictureOf } from "./picture-of.ts";

/** A product as a page shows it. */
export interface ProductCard {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  /** The path of its picture below the site's root, or an https URL. */
  readonly picture: string;
  /** "€17.68" */
  readonly price: string;
  readonly categories: readonly string[];
}

/** Returns a product as a page shows it, at a price that is converted already. */
export function productCard(product: Product, price: Amount): ProductCard {
  const { id, name, description, categories } = product;
  const picture = pictureOf(product);
  return { id, name, description, picture, categories, price: formatAmount(price) };
}

/** Returns products as a page shows them, their prices converted in one call. */
export async function productCards(
  services: Services,
  visit: Visit,
  products: readonly Product[],
): Promise<ProductCard[]> {
  const prices = await convertPrices(
    services,
    visit,
    products.map((product) => product.priceUsd),
  );
  return products.map((product, index) => productCard(product, prices[index] as Amount));
}
