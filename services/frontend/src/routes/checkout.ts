import { Code, ConnectError } from "@connectrpc/connect";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import type { RequestHandler } from "express";
import { type FilledForm, loadCartPage } from "../cart-page.ts";
import { type CheckoutForm, checkoutForm } from "../checkout-form.ts";
import { loadFrame } from "../frame.ts";
import { orderModel } from "../order-model.ts";
import type { Pages } from "../pages.ts";
import { parseForm } from "../parse-form.ts";
import { productCards } from "../product-card.ts";
import type { RateLimit } from "../rate-limit.ts";
import { recommend } from "../recommend.ts";
import type { Shop } from "../shop.ts";
import { optional, type Visit, visitOf } from "../visit.ts";

/**
 * Answers `POST /cart/checkout` with the order. A form that is wrong, a card that is refused
 * and a service that is out of reach bring the cart back: the form filled in but for the
 * card, and with the same key, so that whoever tries again gets one order.
 */
export function checkout(shop: Shop, pages: Pages, refusals: RateLimit): RequestHandler {
  return async (request, response) => {
    const visit = visitOf(response);
    const client = request.ip ?? "";
    const outcome = refusals.exhausted(client)
      ? TOO_MANY
      : await placeOrder(shop, visit, request.body);
    if ("order" in outcome) {
      const { order, email } = outcome;
      const { model, frame } = await loadOrderPage(shop, visit, order);
      const page = { view: "order", title: "Thank you", frame } as const;
      return pages.send(request, response, { ...page, model: { ...model, email } });
    }
    const { status, errors = {}, problem } = outcome;
    if (status === 422) refusals.count(client);
    if (status === 429) response.setHeader("retry-after", 60);
    const form = { ...filledForm(request.body), errors, problem };
    const { model, frame } = await loadCartPage(shop, visit, form);
    await pages.send(request, response, { view: "cart", title: "Your cart", model, frame, status });
  };
}

interface Refusal {
  readonly status: number;
  readonly errors?: Readonly<Record<string, string>>;
  readonly problem?: string;
}

const TOO_MANY: Refusal = {
  status: 429,
  problem: "Too many refused attempts. Please wait a minute and try again.",
};

// An order waits for a charge, a shipment and a mail.
const ORDER_TIMEOUT_MS = 10_000;

async function placeOrder(
  shop: Shop,
  visit: Visit,
  body: unknown,
): Promise<{ order: OrderResult; email: string } | Refusal> {
  const form = parseForm(checkoutForm, body);
  if (!form.ok) {
    return { status: 422, errors: form.errors, problem: "Please check the fields marked below." };
  }
  try {
    const { order } = await shop.checkout.placeOrder(orderRequest(visit, form.value), {
      timeoutMs: ORDER_TIMEOUT_MS,
    });
    if (!order) throw new ConnectError("PlaceOrder answered without an order", Code.Internal);
    return { order, email: form.value.email };
  } catch (error) {
    return refusal(ConnectError.from(error));
  }
}

function orderRequest(visit: Visit, form: CheckoutForm) {
  return {
    userId: visit.sessionId,
    userCurrency: visit.currency,
    email: form.email,
    idempotencyKey: form.idempotency_key,
    address: {
      streetAddress: form.street_address,
      city: form.city,
      state: form.state,
      country: form.country,
      zipCode: form.zip_code,
    },
    creditCard: {
      creditCardNumber: form.credit_card_number,
      creditCardCvv: form.credit_card_cvv,
      creditCardExpirationYear: form.credit_card_expiration_year,
      creditCardExpirationMonth: form.credit_card_expiration_month,
    },
  };
}

/** What a failed order means to the visitor. A client's fault is 422, all else 503. */
function refusal(error: ConnectError): Refusal {
  const charge = "failed to charge card:";
  if (error.code === Code.InvalidArgument && error.rawMessage.startsWith(charge)) {
    const message = error.rawMessage.slice(charge.length).trim();
    return {
      status: 422,
      errors: { credit_card_number: message },
      problem: "The card was refused. Nothing was charged.",
    };
  }
  if (error.code === Code.InvalidArgument || error.code === Code.FailedPrecondition) {
    return { status: 422, problem: `The order was refused: ${error.rawMessage}.` };
  }
  return {
    status: 503,
    problem:
      "We could not finish your order just now. Please try again: you will not be charged twice.",
  };
}

/** What was typed, to be shown again. The card never is. */
function filledForm(body: unknown): Pick<FilledForm, "values" | "idempotencyKey"> {
  const { idempotency_key: key, ...typed } = (body ?? {}) as Record<string, unknown>;
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(typed)) {
    if (typeof value === "string" && !SECRETS.includes(name)) values[name] = value;
  }
  const idempotencyKey = typeof key === "string" ? key : "";
  return { values, idempotencyKey };
}

const SECRETS = ["credit_card_number", "credit_card_cvv"];

async function loadOrderPage(shop: Shop, visit: Visit, order: OrderResult) {
  const catalog = optional(visit, "catalog", shop.catalog.listProducts({})).then(
    (answer) => answer?.products ?? [],
  );
  const ordered = order.items.flatMap(({ item }) => item?.productId ?? []);
  const [frame, products, recommended] = await Promise.all([
    loadFrame(shop, visit),
    catalog,
    recommend(shop, visit, ordered, catalog),
  ]);
  const recommendations = await productCards(shop, visit, recommended);
  return { frame, model: { order: orderModel(order, products), recommendations } };
}
