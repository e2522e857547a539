import type { RequestHandler } from "express";
import type { Pages } from "../site/pages.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import { findOrder, isOrderName } from "./find-order.ts";
import { lookAgain } from "./look-again.ts";
import type { SendOrder } from "./send-order.ts";

/** Answers `GET /orders/{id}`: an order of this session, in whichever state it is. */
export function order(
  services: Services,
  pages: Pages,
  send: SendOrder,
): RequestHandler<{ id: string }> {
  return async (request, response) => {
    const { id } = request.params;
    const name = { case: "orderId", value: id } as const;
    const find = isOrderName(id) ? findOrder(services, visitOf(response), name) : undefined;
    const found = await find?.catch((error: unknown) => {
      // The error page looks again too, because a visitor may be waiting for the order's end.
      lookAgain(response);
      throw error;
    });
    if (!found) return sendNotFound(pages, request, response, "order");
    await send(request, response, found);
  };
}
