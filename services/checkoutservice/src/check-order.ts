import type { PlaceOrderRequest } from "@hipstershop/proto/hipstershop/checkout";
import type { Address } from "@hipstershop/proto/hipstershop/common";
import type { CreditCardInfo } from "@hipstershop/proto/hipstershop/payment";
import { checkText, invalidArgument } from "@hipstershop/service";

/** A request that has everything an order needs. */
export interface CheckedOrder {
  readonly userId: string;
  readonly currencyCode: string;
  readonly address: Address;
  readonly email: string;
  readonly creditCard: CreditCardInfo;
  /** Names the order. Empty when the request has none. */
  readonly key: string;
}

/**
 * Returns the order that a request asks for. Throws a ConnectError INVALID_ARGUMENT that names the
 * field when something is missing, or too long to be kept. Other services check the currency and
 * the card.
 */
export function checkOrder(request: PlaceOrderRequest): CheckedOrder {
  const { address, creditCard, idempotencyKey } = request;
  if (!address) throw invalidArgument("address must be set");
  if (!creditCard) throw invalidArgument("credit_card must be set");
  for (const [field, text, most = 512] of [
    ["user_id", request.userId, 256],
    ["user_currency", request.userCurrency],
    ["address.street_address", address.streetAddress],
    ["address.city", address.city],
    ["address.state", address.state],
    ["address.country", address.country],
    ["address.postal_code", address.postalCode],
    ["email", request.email, 254],
    ["idempotency_key", idempotencyKey, 128],
  ] as const) {
    if (text === "" && !OPTIONAL.has(field)) throw invalidArgument(`${field} must be set`);
    checkText(field, text, most);
  }
  return {
    userId: request.userId,
    currencyCode: request.userCurrency,
    address,
    email: request.email,
    creditCard,
    key: idempotencyKey,
  };
}

const OPTIONAL = new Set(["address.state", "address.postal_code", "idempotency_key"]);
