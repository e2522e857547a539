import type { Request, RequestHandler, Response } from "express";
import { clientAddress } from "../http/client-address.ts";
import { redirect } from "../http/redirect.ts";
import { orderByKeyPath, orderPath } from "../orders/order-paths.ts";
import { placedOrder, type SendOrder } from "../orders/send-order.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import type { FilledForm } from "./checkout-form-model.ts";
import type { OrderRefusal } from "./order-refusal.ts";
import { type InDoubt, type Placed, placeOrder } from "./place-order.ts";
import type { Refusals } from "./refusals.ts";

/** Shows the page with the checkout form as it is filled in; by default with status 200. */
export type ShowForm = (
  request: Request,
  response: Response,
  form: FilledForm,
  status?: number,
) => Promise<void>;

/**
 * Answers `POST /cart/checkout`. A form with a key is led to the page of its order; one without, as
 * the original shop's, is answered with that page. After a wrong form, a refused card or a failed
 * service it shows the cart again. The form is filled in but for the card, and has the same key, so
 * that a second try makes no second order.
 */
export function checkout(options: {
  readonly services: Services;
  readonly refusals: Refusals;
  readonly show: ShowForm;
  readonly sendOrder: SendOrder;
}): RequestHandler {
  const { services, refusals, show, sendOrder } = options;
  return async (request, response) => {
    const visit = visitOf(response);
    const { sessionId } = visit;
    const end = refusals.begin({ sessionId, address: clientAddress(request) });
    const outcome = end ? await placeOrder(services, visit, request.body) : TOO_MANY;
    end?.("errors" in outcome && namesCard(outcome.errors));
    const typed = filledForm(request.body);
    if ("order" in outcome && !typed.idempotencyKey) {
      return sendOrder(request, response, placedOrder(outcome.order, outcome.email));
    }
    if (!("problem" in outcome)) {
      return redirect(request, response, pageOf(outcome, visit.traceId), 303);
    }
    const { status, errors = {}, problem, keyIsSpent } = outcome;
    if (status === 429) response.setHeader("retry-after", 60);
    const spent = keyIsSpent && { idempotencyKey: undefined, after: typed.idempotencyKey };
    // The cart may be out of reach too. What became of the order is known all the same.
    response.locals.problem = problem;
    await show(request, response, { ...typed, ...spent, errors, problem }, status);
  };
}

/**
 * Answers `POST /cart/country`, for a visitor without scripts: with the form as it is filled in,
 * and the fields that an address has in its country.
 */
export function askForCountry(show: ShowForm): RequestHandler {
  return async (request, response) => {
    await show(request, response, { ...filledForm(request.body), errors: {} });
  };
}

/**
 * Answers `GET /cart/checkout`, to which a visitor comes back after switching the currency there:
 * with the cart, or with the orders when an order has emptied it.
 */
export function afterCheckout(services: Services): RequestHandler {
  return async (request, response) => {
    const { items } = await services.cart.getCart({ userId: visitOf(response).sessionId });
    redirect(request, response, items.length > 0 ? "/cart" : "/orders");
  };
}

/** Returns the path of the page that tells what becomes of an order. */
function pageOf(outcome: Placed | InDoubt, placedBy: string | undefined): string {
  if ("key" in outcome) return orderByKeyPath(outcome.key);
  return orderPath("order" in outcome ? outcome.order.orderId : outcome.orderId, placedBy);
}

/** Only such refusals count. An empty cart, an outage or a wrong address says nothing of a card. */
function namesCard(errors: OrderRefusal["errors"] = {}): boolean {
  return Object.keys(errors).some((field) => field.startsWith("credit_card_"));
}

const TOO_MANY: OrderRefusal = {
  status: 429,
  problem: "Too many cards were refused. Please wait a minute and try again.",
};

/** What was typed, to be shown again. The card never is. */
function filledForm(body: unknown): Pick<FilledForm, "values" | "idempotencyKey"> {
  const { idempotency_key: key, ...typed } = (body ?? {}) as Record<string, unknown>;
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(typed)) {
    if (typeof value === "string" && !SECRETS.includes(name)) values[name] = value;
  }
  return { values, idempotencyKey: typeof key === "string" && key ? key : undefined };
}

const SECRETS = ["credit_card_number", "credit_card_cvv"];
