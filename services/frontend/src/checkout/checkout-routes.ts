import { randomUUID } from "node:crypto";
import type { Request, RequestHandler, Response } from "express";
import { clientAddress } from "../http/client-address.ts";
import { redirect } from "../http/redirect.ts";
import { loadOrderPage, type OrderPageModel } from "../orders/order-page.ts";
import type { Pages } from "../site/pages.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import type { FilledForm } from "./checkout-form-model.ts";
import { placeOrder, type Refusal } from "./place-order.ts";
import type { Refusals } from "./refusals.ts";

/** Shows the page with the checkout form as it is filled in; by default with status 200. */
export type ShowForm = (
  request: Request,
  response: Response,
  form: FilledForm,
  status?: number,
) => Promise<void>;

/**
 * Answers `POST /cart/checkout` with the order. After a wrong form, a refused card or a failed
 * service it shows the cart again. The form is filled in but for the card, and has the same key, so
 * that a second try makes no second order.
 */
export function checkout(
  services: Services,
  pages: Pages,
  refusals: Refusals,
  show: ShowForm,
): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const { sessionId } = visit;
    const end = refusals.begin({ sessionId, address: clientAddress(request) });
    const outcome = end ? await placeOrder(services, visit, request.body) : TOO_MANY;
    end?.("errors" in outcome && namesCard(outcome.errors));
    if ("order" in outcome) {
      const { order, email } = outcome;
      const { model, frame } = await loadOrderPage(services, visit, order);
      const page = { view: "order", title: "Thank you", frame, model: { ...model, email } };
      return pages.send<OrderPageModel>(request, response, page);
    }
    const { status, errors, problem } = outcome;
    if (status === 429) response.setHeader("retry-after", 60);
    const form = { ...filledForm(request.body), errors: errors ?? {}, problem };
    await show(request, response, form, status);
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

/** Only such refusals count. An empty cart, an outage or a wrong address says nothing of a card. */
function namesCard(errors: Refusal["errors"] = {}): boolean {
  return Object.keys(errors).some((field) => field.startsWith("credit_card_"));
}

const TOO_MANY: Refusal = {
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
  const idempotencyKey = typeof key === "string" && key ? key : randomUUID();
  return { values, idempotencyKey };
}

const SECRETS = ["credit_card_number", "credit_card_cvv"];
