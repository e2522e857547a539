import { setTimeout as wait } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderInDoubtSchema, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { findOrder } from "../orders/find-order.ts";
import { parseForm } from "../site/parse-form.ts";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";
import { type CheckoutForm, checkoutForm } from "./checkout-form.ts";
import { type OrderRefusal, orderRefusal } from "./order-refusal.ts";

/** An order that was placed, and where its confirmation goes. */
export interface Placed {
  readonly order: OrderResult;
  readonly email: string;
}

/** What is not known yet: what becomes of an order that was begun, or whether one was begun. */
export type InDoubt = { readonly orderId: string } | { readonly key: string };

/**
 * Checks the checkout form and orders what is in the visitor's cart. Where the answer is lost and
 * the form has a key, it asks again.
 */
export async function placeOrder(
  services: Services,
  visit: Visit,
  body: unknown,
): Promise<Placed | InDoubt | OrderRefusal> {
  const form = parseForm(checkoutForm, body);
  if (!form.ok) {
    return { status: 422, errors: form.errors, problem: "Please check the fields marked below." };
  }
  const { email, idempotency_key: key } = form.value;
  const request = orderRequest(visit, form.value);
  const untilMs = performance.now() + ORDER_TIMEOUT_MS;
  let lost = false;
  for (let attempt = 1; ; attempt++) {
    try {
      const timeoutMs = Math.ceil(untilMs - performance.now());
      const { order } = await services.checkout.placeOrder(request, { timeoutMs });
      if (!order) throw new ConnectError("PlaceOrder answered without an order", Code.Internal);
      return { order, email };
    } catch (reason) {
      const error = ConnectError.from(reason);
      const [begun] = error.findDetails(OrderInDoubtSchema);
      if (begun) return { orderId: begun.orderId };
      // Without a key nobody can ask for the order.
      if (!key) return isSent(visit) && IN_DOUBT.has(error.code) ? UNKNOWN : orderRefusal(error);
      lost ||= isLost(visit, error);
      if (!lost || !IN_DOUBT.has(error.code)) return await believe(services, visit, key, error);
    }
    if (attempt === ATTEMPTS || performance.now() + PAUSE_MS > untilMs) return { key };
    await wait(PAUSE_MS);
  }
}

/** PlaceOrder answers after 8 s at the latest. */
const ORDER_TIMEOUT_MS = 10_000;
const ATTEMPTS = 3;
const PAUSE_MS = 250;

/** With these it is worth asking again. */
const IN_DOUBT: ReadonlySet<Code> = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Canceled,
]);

/** What is said where nobody can know whether an order was placed. */
const UNKNOWN: OrderRefusal = {
  status: 503,
  problem:
    "We do not know whether your order was placed. Please look at your orders before you try again.",
};

/**
 * Returns what an answer means. One that is not about the order may be of somebody on the way, who
 * does not know that it was placed.
 */
async function believe(
  services: Services,
  visit: Visit,
  key: string,
  error: ConnectError,
): Promise<InDoubt | OrderRefusal> {
  const refusal = orderRefusal(error);
  // What the visitor can mend is of checkoutservice itself, which has looked at the order.
  if (refusal.status === 422 || !isSent(visit)) return refusal;
  try {
    const order = await findOrder(services, visit, { case: "idempotencyKey", value: key });
    const orderId = order?.result?.orderId;
    if (orderId === undefined || ENDED.has(order?.state)) return refusal;
    return { orderId };
  } catch {
    // The page of the key goes on to ask.
    return { key };
  }
}

/** In these nothing is or will be charged. */
const ENDED: ReadonlySet<OrderState | undefined> = new Set([
  OrderState.REFUSED,
  OrderState.CANCELED,
]);

function isSent({ calls }: Visit): boolean {
  return calls.some(({ method, instance }) => method === "PlaceOrder" && instance);
}

/** Returns whether a request may have reached checkoutservice, and no answer came back. */
function isLost(visit: Visit, { code, cause }: ConnectError): boolean {
  // An error that was received has no cause.
  const isReceived = code === Code.Unavailable && cause === undefined;
  return isSent(visit) && IN_DOUBT.has(code) && !isReceived;
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
      postalCode: form.zip_code,
      zipCode: zipCode(form.zip_code),
    },
    creditCard: {
      creditCardNumber: form.credit_card_number,
      creditCardCvv: form.credit_card_cvv,
      creditCardExpirationYear: form.credit_card_expiration_year,
      creditCardExpirationMonth: form.credit_card_expiration_month,
    },
  };
}

/** Returns a postal code as a number; 0 when an int32 cannot hold it as it was typed. */
function zipCode(postalCode: string): number {
  return /^[1-9]\d*$/.test(postalCode) && Number(postalCode) < 2 ** 31 ? Number(postalCode) : 0;
}
