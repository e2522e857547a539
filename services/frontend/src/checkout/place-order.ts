import { Code, ConnectError } from "@connectrpc/connect";
import { formatAmount, fromMoney } from "@hipstershop/money";
import { CartIsEmptySchema } from "@hipstershop/proto/hipstershop/checkout";
import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import { CardRefusedSchema, ChargedBeforeSchema } from "@hipstershop/proto/hipstershop/payment";
import { parseForm } from "../site/parse-form.ts";
import type { Services } from "../site/services.ts";
import type { Visit } from "../site/visit.ts";
import { type CheckoutForm, checkoutForm } from "./checkout-form.ts";

/** An order that was placed, and where its confirmation goes. */
export interface Placed {
  readonly order: OrderResult;
  readonly email: string;
}

/** Why there is no order, for the visitor to read. */
export interface Refusal {
  /** The HTTP status: 422 for what the visitor can mend. */
  readonly status: number;
  /** What is wrong with what was typed, by field: absent where nothing is. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly problem: string;
}

/** Checks the checkout form and orders what is in the visitor's cart. */
export async function placeOrder(
  services: Services,
  visit: Visit,
  body: unknown,
): Promise<Placed | Refusal> {
  const form = parseForm(checkoutForm, body);
  if (!form.ok) {
    return { status: 422, errors: form.errors, problem: "Please check the fields marked below." };
  }
  try {
    const { order } = await services.checkout.placeOrder(orderRequest(visit, form.value), {
      timeoutMs: ORDER_TIMEOUT_MS,
    });
    if (!order) throw new ConnectError("PlaceOrder answered without an order", Code.Internal);
    return { order, email: form.value.email };
  } catch (error) {
    return refusal(ConnectError.from(error));
  }
}

// An order takes a charge, a shipment and a mail.
const ORDER_TIMEOUT_MS = 10_000;

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

/** What a failed order means to the visitor. A client's fault is 422, all else 503. */
function refusal(error: ConnectError): Refusal {
  const [card] = error.findDetails(CardRefusedSchema);
  if (card) {
    return {
      status: 422,
      errors: { credit_card_number: card.explanation },
      problem: "The card was refused. Nothing was charged.",
    };
  }
  const [before] = error.findDetails(ChargedBeforeSchema);
  if (before?.amount) {
    const amount = formatAmount(fromMoney(before.amount));
    const why = `the card was charged ${amount} for it before, and it costs another amount now`;
    return { status: 422, problem: `The order was refused: ${why}.` };
  }
  const [empty] = error.findDetails(CartIsEmptySchema);
  if (empty || REFUSALS.has(error.code)) {
    return { status: 422, problem: `The order was refused: ${error.rawMessage}.` };
  }
  return {
    status: 503,
    problem:
      "We could not finish your order just now. Please try again: you will not be charged twice.",
  };
}

// To try again does not help: a product is no longer sold, or the total is too large. After a
// FAILED_PRECONDITION it may help: a cart store that is out of reach has that code.
const REFUSALS: ReadonlySet<Code> = new Set([
  Code.InvalidArgument,
  Code.NotFound,
  Code.OutOfRange,
  Code.AlreadyExists,
]);
