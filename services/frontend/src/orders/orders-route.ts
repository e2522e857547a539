import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { RequestHandler } from "express";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { loadFrame } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import type { Services } from "../site/services.ts";
import { optional, visitOf } from "../site/visit.ts";
import { type OrderModel, orderModel } from "./order-model.ts";

/**
 * Answers `GET /orders`: what this session has ordered, the newest first, in one wave. A refused
 * card is no order.
 */
export function orders(services: Services, pages: Pages): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const [frame, { all }, catalog] = await Promise.all([
      loadFrame(services, visit),
      services.checkout.listOrders({ userId: visit.sessionId }),
      optional(visit, "catalog", loadCatalog(services, visit)),
    ]);
    const shown = all.filter(({ state }) => state !== OrderState.REFUSED);
    // Without orders no product name is missing.
    if (shown.length === 0) visit.missing.delete("catalog");
    await pages.send<OrdersModel>(request, response, {
      view: "orders",
      title: "Your orders",
      frame,
      model: { orders: shown.map((order) => orderModel(order, catalog?.byId)), labels: LABELS },
    });
  };
}

/** What the template `orders` is given. */
interface OrdersModel {
  readonly orders: readonly OrderModel[];
  readonly labels: typeof LABELS;
}

/** What is said of an order that is not placed. */
const LABELS: Readonly<Partial<Record<OrderModel["state"], string>>> = {
  finishing: "We are finishing it",
  canceling: "We are canceling it",
  canceled: "Canceled: nothing stays charged",
};
