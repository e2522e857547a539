import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { productCards } from "../catalog/product-card.ts";
import { recommend } from "../catalog/recommend.ts";
import { type Frame, loadFrame } from "../site/frame.ts";
import type { PageModels } from "../site/page-models.ts";
import type { Shop } from "../site/shop.ts";
import { optional, type Visit } from "../site/visit.ts";
import { orderModel } from "./order-model.ts";

/**
 * Loads the page of an order, in two waves of calls. The order is placed by then, so the page
 * comes whatever else is out of reach.
 */
export async function loadOrderPage(
  shop: Shop,
  visit: Visit,
  order: OrderResult,
): Promise<{ model: Omit<PageModels["order"], "email">; frame: Frame }> {
  const catalog = optional(visit, "catalog", loadCatalog(shop, visit)).then(
    (products) => products ?? [],
  );
  const ordered = order.items.flatMap(({ item }) => item?.productId ?? []);
  const [frame, products, recommended] = await Promise.all([
    loadFrame(shop, visit),
    catalog,
    recommend(shop, visit, ordered, catalog),
  ]);
  const recommendations = await productCards(shop, visit, recommended);
  return { frame, model: { order: orderModel(order, products), recommendations } };
}
