import { ConnectError } from "@connectrpc/connect";
import type { RequestHandler } from "express";
import { createRateLimit } from "../checkout/rate-limit.ts";
import { clientAddress } from "../http/client-address.ts";
import { redirect } from "../http/redirect.ts";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { type Visit, visitOf } from "../site/visit.ts";
import { findOrder, isOrderName } from "./find-order.ts";
import { lookAgain } from "./look-again.ts";
import { orderByKeyPath, orderPath } from "./order-paths.ts";

/**
 * Answers `GET /orders/by-key/{key}`, for a visitor whose order was sent and not answered. The page
 * looks again every two seconds until the order is found, and then leads to it. An order that is
 * unknown for ten seconds is canceled, so that a late request can no longer place it. Each such order
 * leaves a row behind, and anybody can name orders that never were: so an address may have a hundred
 * canceled a minute, and its other pages look again.
 */
export function orderByKey(services: Services, pages: Pages): RequestHandler<{ key: string }> {
  const cancels = createRateLimit({
    max: 100,
    windowMs: 60_000,
    maxClients: 10_000,
    now: () => performance.now(),
  });
  return async (request, response) => {
    const { key } = request.params;
    if (!isOrderName(key)) return sendNotFound(pages, request, response, "order");
    const unknown = Number(request.query.unknown) || 0;
    const address = clientAddress(request);
    const mayCancel = () => {
      if (unknown < MOST_UNKNOWN || cancels.exhausted(address)) return false;
      cancels.count(address);
      return true;
    };
    const found = await lookUp(services, visitOf(response), key, mayCancel);
    if ("orderId" in found) return redirect(request, response, orderPath(found.orderId));
    if (found.is === "canceled") {
      const title = "The order did not get through";
      const page = { view: "unordered", title, model: { after: key } };
      return pages.send<UnorderedModel>(request, response, page);
    }
    const next = orderByKeyPath(key, found.is === "unknown" ? unknown + 1 : unknown);
    lookAgain(response, `${request.baseUrl}${next}`);
    const title = "We are finishing your order";
    const page = { view: "unanswered", title, status: 202, model: {} };
    await pages.send<object>(request, response, page);
  };
}

/** How often an order may be unknown: looked for every two seconds, for ten seconds. */
const MOST_UNKNOWN = 5;

interface UnorderedModel {
  /** Names the order that the cart comes after. */
  readonly after: string;
}

type Found = { readonly orderId: string } | { readonly is: "unknown" | "canceled" | "unanswered" };

/** Looks for the order of a key. One that is not there is canceled where it may be. */
async function lookUp(
  services: Services,
  visit: Visit,
  key: string,
  mayCancel: () => boolean,
): Promise<Found> {
  const name = { case: "idempotencyKey", value: key } as const;
  try {
    let order = await findOrder(services, visit, name);
    if (!order && !mayCancel()) return { is: "unknown" };
    order ??= (await services.checkout.cancelOrder({ userId: visit.sessionId, name })).order;
    return order?.result ? { orderId: order.result.orderId } : { is: "canceled" };
  } catch (error) {
    // The clients log the failed call.
    if (error instanceof ConnectError) return { is: "unanswered" };
    throw error;
  }
}
