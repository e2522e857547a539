import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import { onceFor } from "@hipstershop/rpc";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";

/** Every product of the shop. */
export interface Catalog {
  readonly products: readonly Product[];
  readonly byId: ReadonlyMap<string, Product>;
}

/** Returns every product, and lets the page load their pictures, also those of other sites. */
export async function loadCatalog(services: Services, visit: Visit): Promise<Catalog> {
  const { products } = await services.catalog.listProducts({});
  const { pictureOrigins, ...catalog } = read(products);
  for (const origin of pictureOrigins) visit.pictureOrigins.add(origin);
  return catalog;
}

const read = onceFor((products: readonly Product[]) => ({
  products,
  byId: new Map(products.map((product) => [product.id, product])),
  pictureOrigins: pictureOriginsOf(products),
}));

function pictureOriginsOf(products: readonly Product[]): ReadonlySet<string> {
  const sites = new Set<string>();
  for (const { picture } of products) {
    const [site] = /^https:\/\/[^/?#]+/.exec(picture) ?? [];
    if (site) sites.add(site);
  }
  const origins = new Set<string>();
  for (const site of sites) {
    const { origin } = URL.parse(site) ?? {};
    // The host of a URL may have other characters than a name has, and it ends up in a header.
    if (origin && /^https:\/\/[\w.-]+(:\d+)?$/.test(origin)) origins.add(origin);
  }
  return origins;
}
