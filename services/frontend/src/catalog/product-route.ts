import type { Ad } from "@hipstershop/proto/hipstershop/ad";
import type { RequestHandler } from "express";
import { loadFrame } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { optional, visitOf } from "../site/visit.ts";
import { type Catalog, loadCatalog } from "./load-catalog.ts";
import { type ProductCard, productCards } from "./product-card.ts";
import { recommend } from "./recommend.ts";

/** What the template `product` is given. */
interface ProductModel {
  readonly product: ProductCard;
  readonly recommendations: readonly ProductCard[];
  readonly ad?: AdModel | undefined;
}

interface AdModel {
  readonly text: string;
  /** A path below the site's root. */
  readonly path: string;
}

/** Answers `GET /product/{id}`: the product, an ad and what else to look at, in two waves. */
export function product(services: Services, pages: Pages): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const visit = visitOf(response);
    const { id } = request.params;
    const catalog = loadCatalog(services, visit);
    const [frame, { byId }, recommended] = await Promise.all([
      loadFrame(services, visit),
      catalog,
      recommend(services, visit, [id], catalog),
    ]);
    const found = byId.get(id);
    if (!found) return sendNotFound(pages, request, response, "product");

    const contextKeys = found.categories;
    const [cards, ads] = await Promise.all([
      productCards(services, visit, [found, ...recommended]),
      optional(visit, "ads", services.ads.getAds({ contextKeys })),
    ]);
    const [first, ...recommendations] = cards as [ProductCard, ...ProductCard[]];
    await pages.send<ProductModel>(request, response, {
      view: "product",
      title: found.name,
      description: `${found.description} ${first.price}`,
      frame,
      model: { product: first, recommendations, ad: pickAd(ads?.ads ?? [], byId) },
    });
  };
}

/** Picks an ad at random. Its link must stay on the site and lead to no unknown product. */
function pickAd(ads: readonly Ad[], byId: Catalog["byId"]): AdModel | undefined {
  const local = ads.filter(({ redirectUrl }) => {
    const [, id] = /^\/product\/([^/?#]+)$/.exec(redirectUrl) ?? [];
    const known = id === undefined || isKnown(id, byId);
    return known && /^\/(?![/\\])/.test(redirectUrl);
  });
  const ad = local[Math.floor(Math.random() * local.length)];
  return ad && { text: ad.text, path: ad.redirectUrl };
}

/** Whether a part of a path names a product as the shop's own links do. */
function isKnown(part: string, byId: Catalog["byId"]): boolean {
  try {
    const id = decodeURIComponent(part);
    return byId.has(id) && encodeURIComponent(id) === part;
  } catch {
    // It is not encoded as a path is.
    return false;
  }
}
