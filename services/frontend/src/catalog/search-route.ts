import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import { onceFor } from "@hipstershop/rpc";
import { foldText } from "@hipstershop/service";
import type { RequestHandler } from "express";
import { loadFrame } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import { loadCatalog } from "./load-catalog.ts";
import { type Pager, paged } from "./paging.ts";
import { type ProductCard, productCards } from "./product-card.ts";
import { suggest } from "./suggest.ts";

/** What the template `search` is given. */
interface SearchModel {
  readonly query: string;
  /** How many products were found on all pages. When none was, the products are suggestions. */
  readonly found: number;
  readonly products: readonly ProductCard[];
  readonly pager: Pager;
}

/**
 * Answers `GET /search?q=` in two waves of calls: the products that SearchProducts finds, which
 * looks at names and descriptions, and those of the category of that name. When there are none, it
 * suggests similar ones.
 */
export function search(services: Services, pages: Pages): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const { q } = request.query;
    // Cut by code points: a message may not hold half of a surrogate pair.
    const query = typeof q === "string" ? [...q.trim()].slice(0, 100).join("") : "";
    const [frame, { results }, { products }] = await Promise.all([
      loadFrame(services, visit),
      services.catalog.searchProducts({ query }),
      loadCatalog(services, visit),
    ]);
    const found = distinct([...results, ...(byCategory(products).get(foldText(query)) ?? [])]);
    const shown = found.length > 0 ? found : suggest(products, query);
    const page = paged(request, shown);
    if (!page) return sendNotFound(pages, request, response, "page");
    await pages.send<SearchModel>(request, response, {
      view: "search",
      title: query ? `Search: ${query}` : "Search",
      frame,
      model: {
        query,
        found: found.length,
        products: await productCards(services, visit, page.items),
        pager: page.pager,
      },
    });
  };
}

/** All products of each category, by its folded name. */
const byCategory = onceFor((products: readonly Product[]) => {
  const found = new Map<string, Product[]>();
  for (const product of products) {
    for (const name of new Set(product.categories.map(foldText))) {
      const others = found.get(name);
      if (others) others.push(product);
      else found.set(name, [product]);
    }
  }
  return found;
});

function distinct(products: readonly Product[]): Product[] {
  return [...new Map(products.map((product) => [product.id, product])).values()];
}
