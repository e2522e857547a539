import { ProductCatalogService } from "@hipstershop/proto/hipstershop/product_catalog";
import { amountText } from "../../orders/amount-text.ts";
import { askEach } from "../../processes/ask-each.ts";
import { servicePath } from "../../processes/service-path.ts";
import type { Evidence, Scene } from "./evidence.ts";
import type { PricesLook } from "./look.ts";

const CATALOG = { service: ProductCatalogService, name: "productcatalogservice" };

/** Asks each copy of the catalog for a product, and looks whether they name the same price. */
export async function findPrices(
  { productId }: PricesLook,
  { client, map }: Scene,
): Promise<Evidence | undefined> {
  const prices = await askEach(client, map, CATALOG, async (copy, { id, version }) => {
    const { priceUsd } = await copy.getProduct({ id: productId });
    return { copy: `${id} (version ${version})`, price: amountText(priceUsd) };
  });
  if (new Set(prices.map(({ price }) => price)).size < 2) return undefined;
  const text = prices.map(({ copy, price }) => `${copy} says ${price}`).join(", ");
  return { text, link: servicePath(CATALOG.name) };
}
