import type { Product } from "@hipstershop/proto/hipstershop/product_catalog";
import type { RequestHandler } from "express";
import { loadFrame } from "../frame.ts";
import type { Pages } from "../pages.ts";
import { productCards } from "../product-card.ts";
import type { Shop } from "../shop.ts";
import { visitOf } from "../visit.ts";

/**
 * Answers `GET /search?q=` in two waves of calls: the products that SearchProducts finds, which
 * looks at names and descriptions, and those of the category of that name.
 */
export function search(shop: Shop, pages: Pages): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const { q } = request.query;
    // Cut by code points: half of a surrogate pair is no text that a message may hold.
    const query = typeof q === "string" ? [...q.trim()].slice(0, 100).join("") : "";
    const [frame, { results }, { products }] = await Promise.all([
      loadFrame(shop, visit),
      shop.catalog.searchProducts({ query }),
      shop.catalog.listProducts({}),
    ]);
    const found = distinct([...results, ...products.filter(isIn(query))]);
    await pages.send(request, response, {
      view: "search",
      title: query ? `Search: ${query}` : "Search",
      frame,
      model: { query, products: await productCards(shop, visit, found) },
    });
  };
}

function isIn(category: string): (product: Product) => boolean {
  const wanted = category.toLowerCase();
  return ({ categories }) => categories.some((each) => each.toLowerCase() === wanted);
}

function distinct(products: readonly Product[]): Product[] {
  return [...new Map(products.map((product) => [product.id, product])).values()];
}
