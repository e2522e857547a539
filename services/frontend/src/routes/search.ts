import type { RequestHandler } from "express";
import { loadFrame } from "../frame.ts";
import type { Pages } from "../pages.ts";
import { productCards } from "../product-card.ts";
import type { Shop } from "../shop.ts";
import { visitOf } from "../visit.ts";

/** Answers `GET /search?q=`: the products that SearchProducts finds, in two waves of calls. */
export function search(shop: Shop, pages: Pages): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const { q } = request.query;
    const query = typeof q === "string" ? q.trim().slice(0, 100) : "";
    const [frame, { results }] = await Promise.all([
      loadFrame(shop, visit),
      shop.catalog.searchProducts({ query }),
    ]);
    await pages.send(request, response, {
      view: "search",
      title: query ? `Search: ${query}` : "Search",
      frame,
      model: { query, products: await productCards(shop, visit, results) },
    });
  };
}
