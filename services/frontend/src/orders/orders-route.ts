import { timestampDate } from "@bufbuild/protobuf/wkt";
import type { RequestHandler } from "express";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { loadFrame } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import type { Services } from "../site/services.ts";
import { optional, visitOf } from "../site/visit.ts";
import { type OrderModel, orderModel } from "./order-model.ts";

/** Answers `GET /orders`: what this session has ordered, the newest first, in one wave. */
export function orders(services: Services, pages: Pages): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const [frame, past, products] = await Promise.all([
      loadFrame(services, visit),
      services.checkout.listOrders({ userId: visit.sessionId }),
      optional(visit, "catalog", loadCatalog(services, visit)),
    ]);
    // Without orders no product name is missing.
    if (past.orders.length === 0) visit.missing.delete("catalog");
    await pages.send<{ readonly orders: readonly OrderModel[] }>(request, response, {
      view: "orders",
      title: "Your orders",
      frame,
      model: {
        orders: past.orders.flatMap(({ order, placedAt }) =>
          order ? [orderModel(order, products ?? [], placedAt && timestampDate(placedAt))] : [],
        ),
      },
    });
  };
}
