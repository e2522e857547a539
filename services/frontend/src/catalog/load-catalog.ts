import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";

/** Returns every product, and lets the page load their pictures, also those of other sites. */
export async function loadCatalog(services: Services, visit: Visit): Promise<readonly Product[]> {
  const { products } = await services.catalog.listProducts({});
  const sites = new Set<string>();
  for (const { picture } of products) {
    const [site] = /^https:\/\/[^/?#]+/.exec(picture) ?? [];
    if (site) sites.add(site);
  }
  for (const site of sites) {
    const { origin } = URL.parse(site) ?? {};
    // The host of a URL may have other characters than a name has, and it ends up in a header.
    if (origin && /^https:\/\/[\w.-]+(:\d+)?$/.test(origin)) visit.pictureOrigins.add(origin);
  }
  return products;
}
