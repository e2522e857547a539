import type { RequestHandler } from "express";
import { loadFrame } from "../frame.ts";
import type { Pages } from "../pages.ts";
import { productCards } from "../product-card.ts";
import type { Shop } from "../shop.ts";
import { visitOf } from "../visit.ts";

/** Answers `GET /`: every product, in two waves of calls. */
export function home(shop: Shop, pages: Pages): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const [frame, { products }] = await Promise.all([
      loadFrame(shop, visit),
      shop.catalog.listProducts({}),
    ]);
    await pages.send(request, response, {
      view: "home",
      title: "Nine good things",
      frame,
      model: { products: await productCards(shop, visit, products) },
    });
  };
}
