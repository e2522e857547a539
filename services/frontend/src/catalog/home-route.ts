import type { RequestHandler } from "express";
import { loadFrame } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import { loadCatalog } from "./load-catalog.ts";
import { numberWord } from "./number-word.ts";
import { type Pager, paged } from "./paging.ts";
import { type ProductCard, productCards } from "./product-card.ts";

/** What the template `home` is given. */
interface HomeModel {
  /** "Nine good things" */
  readonly things: string;
  /** How many services there are, in words. */
  readonly services: string;
  readonly products: readonly ProductCard[];
  readonly pager: Pager;
}

/**
 * Answers `GET /`: every product, a hundred on a page, in two waves of calls. It says of how many
 * services the shop is made: those that are called, and the frontend.
 */
export function home(services: Services, pages: Pages, count: number): RequestHandler {
  const servicesWord = numberWord(count + 1);
  return async (request, response) => {
    const visit = visitOf(response);
    const [frame, { products }] = await Promise.all([
      loadFrame(services, visit),
      loadCatalog(services, visit),
    ]);
    const page = paged(request, products);
    if (!page) return sendNotFound(pages, request, response, "page");
    const things = thingsIn(page.pager.total);
    await pages.send<HomeModel>(request, response, {
      view: "home",
      title: page.pager.page > 1 ? `${things}, page ${page.pager.page}` : things,
      frame,
      model: {
        things,
        services: servicesWord,
        products: await productCards(services, visit, page.items),
        pager: page.pager,
      },
    });
  };
}

/** "Nine good things" */
function thingsIn(count: number): string {
  const word = numberWord(count);
  return `${word.charAt(0).toUpperCase()}${word.slice(1)} good ${count === 1 ? "thing" : "things"}`;
}
