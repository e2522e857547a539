import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { type ProductCard, productCards } from "../catalog/product-card.ts";
import { recommend } from "../catalog/recommend.ts";
import { type Frame, loadFrame } from "../site/frame.ts";
import type { Services } from "../site/services.ts";
import { optional, type Visit } from "../site/visit.ts";
import { type OrderModel, orderModel } from "./order-model.ts";

/** What the template `order` is given. */
export interface OrderPageModel {
  readonly order: OrderModel;
  readonly email: string;
  readonly recommendations: readonly ProductCard[];
}

/**
 * Loads the page of an order, in two waves of calls. The order is placed already, so the page must
 * come even if other services are out of reach.
 */
export async function loadOrderPage(
  services: Services,
  visit: Visit,
  order: OrderResult,
): Promise<{ model: Omit<OrderPageModel, "email">; frame: Frame }> {
  const catalog = optional(visit, "catalog", loadCatalog(services, visit)).then(
    (products) => products ?? [],
  );
  const ordered = order.items.flatMap(({ item }) => item?.productId ?? []);
  const [frame, products, recommended] = await Promise.all([
    loadFrame(services, visit),
    catalog,
    recommend(services, visit, ordered, catalog),
  ]);
  const recommendations = await productCards(services, visit, recommended);
  return { frame, model: { order: orderModel(order, products), recommendations } };
}
