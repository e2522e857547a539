import type { RequestHandler } from "express";
import { redirect } from "../http/redirect.ts";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import { findOrder, isOrderName } from "./find-order.ts";
import { lookAgain } from "./look-again.ts";
import { orderByKeyPath, orderPath } from "./order-paths.ts";

/**
 * Answers `GET /orders/by-key/{key}`, for a visitor whose order was sent and not answered. The page
 * looks again every two seconds until the order is found, and then leads to it. An order that is
 * unknown for ten seconds is canceled, so that a late request can no longer place it.
 */
export function orderByKey(services: Services, pages: Pages): RequestHandler<{ key: string }> {
  return async (request, response) => {
    const { key } = request.params;
    if (!isOrderName(key)) return sendNotFound(pages, request, response, "order");
    const visit = visitOf(response);
    const name = { case: "idempotencyKey", value: key } as const;
    let unknown = Number(request.query.unknown) || 0;
    try {
      let order = await findOrder(services, visit, name);
      if (!order && unknown >= MOST_UNKNOWN) {
        ({ order } = await services.checkout.cancelOrder({ userId: visit.sessionId, name }));
        if (!order) {
          const title = "The order did not get through";
          const page = { view: "unordered", title, model: { after: key } };
          return await pages.send<UnorderedModel>(request, response, page);
        }
      }
      if (order) return redirect(request, response, orderPath(order.result?.orderId ?? ""));
      unknown += 1;
    } catch {
      // Nobody can tell yet: the clients log the failed call.
    }
    lookAgain(response, `${request.baseUrl}${orderByKeyPath(key, unknown)}`);
    const title = "We are finishing your order";
    await pages.send<object>(request, response, {
      view: "unanswered",
      title,
      status: 202,
      model: {},
    });
  };
}

/** How often an order may be unknown: looked for every two seconds, for ten seconds. */
const MOST_UNKNOWN = 5;

interface UnorderedModel {
  /** Names the order that the cart comes after. */
  readonly after: string;
}
