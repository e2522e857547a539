import { Code, ConnectError } from "@connectrpc/connect";
import type { PlaceOrderRequest } from "@hipstershop/proto/hipstershop/checkout";
import type { Address } from "@hipstershop/proto/hipstershop/common";
import type { CreditCardInfo } from "@hipstershop/proto/hipstershop/payment";

/** A request that has everything an order needs. */
export interface CheckedOrder {
  readonly userId: string;
  readonly currencyCode: string;
  readonly address: Address;
  readonly email: string;
  readonly creditCard: CreditCardInfo;
  /** Empty when the caller gave none. */
  readonly key: string;
}

/**
 * Returns the order that a request asks for. Throws a ConnectError INVALID_ARGUMENT that
 * names the field when something is missing. Whether the currency exists and the card is
 * good is for those to say who know it.
 */
export function checkOrder(request: PlaceOrderRequest): CheckedOrder {
  const { address, creditCard, idempotencyKey } = request;
  for (const [field, value] of [
    ["user_id", request.userId],
    ["user_currency", request.userCurrency],
    ["address", address],
    ["address.street_address", address?.streetAddress],
    ["address.city", address?.city],
    ["address.country", address?.country],
    ["email", request.email],
    ["credit_card", creditCard],
  ] as const) {
    if (!value) throw invalid(`${field} must be set`);
  }
  if (idempotencyKey.length > MAX_KEY_LENGTH) {
    throw invalid(
      `idempotency_key of ${idempotencyKey.length} characters must have at most ${MAX_KEY_LENGTH}`,
    );
  }
  return {
    userId: request.userId,
    currencyCode: request.userCurrency,
    address: address as Address,
    email: request.email,
    creditCard: creditCard as CreditCardInfo,
    key: idempotencyKey,
  };
}

const MAX_KEY_LENGTH = 128;

function invalid(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}
