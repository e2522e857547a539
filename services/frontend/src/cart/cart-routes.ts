import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import { loadCatalog } from "../catalog/load-catalog.ts";
import { newForm } from "../checkout/checkout-form-model.ts";
import type { ShowForm } from "../checkout/checkout-routes.ts";
import { redirect } from "../http/redirect.ts";
import type { FormModel } from "../site/error-model.ts";
import type { Pages } from "../site/pages.ts";
import { parseForm } from "../site/parse-form.ts";
import { sendBadForm } from "../site/send-bad-form.ts";
import { sendNotFound } from "../site/send-not-found.ts";
import type { Services } from "../site/services.ts";
import { visitOf } from "../site/visit.ts";
import { addToCartForm, updateCartForm } from "./cart-form.ts";

/**
 * Answers `GET /cart`: the cart and the checkout form, in three waves of calls. The query may name
 * the `country` that the form is for, and the canceled order that it comes `after`.
 */
export function showCart(show: ShowForm): RequestHandler {
  return async (request, response) => {
    const { country, after } = request.query;
    await show(request, response, { ...newForm(shortText(country)), after: shortText(after) });
  };
}

/**
 * Answers `POST /cart`: adds a product that the catalog has. Where that fails, nobody can tell
 * whether it was added: the page that says so offers to send the same again.
 */
export function addToCart(services: Services, pages: Pages): RequestHandler {
  return async (request, response) => {
    const form = parseForm(addToCartForm, request.body);
    if (!form.ok) return sendBadForm(pages, request, response, form.errors);
    const { product_id: productId, quantity, idempotency_key: key } = form.value;
    const idempotencyKey = key || randomUUID();
    const fields = { product_id: productId, quantity: `${quantity}` };
    response.locals.again = {
      path: "/cart",
      fields: { ...fields, idempotency_key: idempotencyKey },
    } satisfies FormModel;
    const visit = visitOf(response);
    const { byId } = await loadCatalog(services, visit);
    if (!byId.has(productId)) return sendNotFound(pages, request, response, "product");
    const userId = visit.sessionId;
    await services.cart.addItem({ userId, item: { productId, quantity }, idempotencyKey });
    redirect(request, response, "/cart");
  };
}

/** Answers `POST /cart/update`: sets the quantity of a line, or removes it. */
export function updateCart(services: Services, pages: Pages): RequestHandler {
  return async (request, response) => {
    const userId = visitOf(response).sessionId;
    // Up to 10 may always be wanted. More is right only where the cart has more already.
    const { product_id: id, quantity: wanted } = request.body ?? {};
    const inCart = Number(wanted) > 10 ? await quantityInCart(services, userId, id) : 0;
    const form = parseForm(updateCartForm(inCart), request.body);
    if (!form.ok) return sendBadForm(pages, request, response, form.errors);
    const { product_id: productId, quantity } = form.value;
    await services.cart.updateItem({ userId, item: { productId, quantity } });
    redirect(request, response, "/cart");
  };
}

/** Answers `POST /cart/empty`. */
export function emptyCart(services: Services): RequestHandler {
  return async (request, response) => {
    await services.cart.emptyCart({ userId: visitOf(response).sessionId });
    redirect(request, response, "/");
  };
}

function shortText(value: unknown): string | undefined {
  return typeof value === "string" ? value.slice(0, 128) : undefined;
}

async function quantityInCart(
  services: Services,
  userId: string,
  productId: unknown,
): Promise<number> {
  const { items } = await services.cart.getCart({ userId });
  return items.find((item) => item.productId === productId)?.quantity ?? 0;
}
