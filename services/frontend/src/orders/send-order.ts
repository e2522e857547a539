import { create } from "@bufbuild/protobuf";
import { type Order, OrderSchema, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import type { Request, Response } from "express";
import { type Catalog, loadCatalog } from "../catalog/load-catalog.ts";
import { type ProductCard, productCards } from "../catalog/product-card.ts";
import { recommend } from "../catalog/recommend.ts";
import { loadFrame } from "../site/frame.ts";
import type { Pages } from "../site/pages.ts";
import type { Services } from "../site/services.ts";
import { optional, visitOf } from "../site/visit.ts";
import { lookAgain } from "./look-again.ts";
import { type OrderModel, orderModel } from "./order-model.ts";

/** Answers with the page of an order: 200, or 202 while it is not known what becomes of it. */
export type SendOrder = (request: Request, response: Response, order: Order) => Promise<void>;

/** What the template `order` is given. */
interface OrderPageModel {
  readonly heading: string;
  /** The id of the trace that placed it, where the address of the page names one. */
  readonly placedBy: string | undefined;
  readonly order: OrderModel;
  readonly recommendations: readonly ProductCard[];
}

/**
 * Returns a function that sends the page of an order, in two waves of calls. The page must come even
 * if other services are out of reach.
 */
export function orderSender(services: Services, pages: Pages): SendOrder {
  return async (request, response, order) => {
    const visit = visitOf(response);
    const catalog = optional(visit, "catalog", loadCatalog(services, visit)).then(
      (loaded) => loaded ?? NO_CATALOG,
    );
    const ordered = order.result?.items.flatMap(({ item }) => item?.productId ?? []) ?? [];
    const pending = !ENDED.has(order.state);
    const [frame, { byId }, recommended] = await Promise.all([
      loadFrame(services, visit),
      catalog,
      pending ? [] : recommend(services, visit, ordered, catalog),
    ]);
    const recommendations = await productCards(services, visit, recommended);
    const shown = orderModel(order, byId);
    const heading = HEADINGS[shown.state];
    const { "placed-by": placedBy } = request.query;
    if (pending) lookAgain(response);
    await pages.send<OrderPageModel>(request, response, {
      view: "order",
      title: heading,
      frame,
      status: pending ? 202 : 200,
      model: {
        heading,
        placedBy: typeof placedBy === "string" && TRACE_ID.test(placedBy) ? placedBy : undefined,
        order: shown,
        recommendations,
      },
    });
  };
}

/** Returns an order that has just been placed. */
export function placedOrder(result: OrderResult, email: string): Order {
  return create(OrderSchema, { result, email, state: OrderState.PLACED });
}

/** W3C Trace Context section 3.2.2.3 */
const TRACE_ID = /^[\da-f]{32}$/;

const NO_CATALOG: Catalog = { products: [], byId: new Map() };

const ENDED: ReadonlySet<OrderState> = new Set([
  OrderState.PLACED,
  OrderState.REFUSED,
  OrderState.CANCELED,
]);

const HEADINGS: Readonly<Record<OrderModel["state"], string>> = {
  finishing: "We are finishing your order",
  placed: "Thank you. It is on its way.",
  refused: "Your card was refused",
  canceling: "We are canceling your order",
  canceled: "Your order was canceled",
};
