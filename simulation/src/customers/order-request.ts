import { create } from "@bufbuild/protobuf";
import {
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from "@hipstershop/proto/hipstershop/checkout";

/** A card that is accepted, and one that is refused. */
export const CARD = "4432-8015-6152-0454";
export const WRONG_CARD = "4432-8015-6152-0455";

/** No other text has these digits by chance, as it may have three. */
export const CVV = 1_672_083_945;

/** What every order is paid in. */
export const CURRENCY = "EUR";

/** Returns what the form of a cart's page sends. */
export function orderRequest(
  userId: string,
  idempotencyKey: string,
  creditCardNumber: string,
): PlaceOrderRequest {
  return create(PlaceOrderRequestSchema, {
    userId,
    idempotencyKey,
    userCurrency: CURRENCY,
    address: { streetAddress: "1 Main Street", city: "Cork", country: "Ireland" },
    email: emailOf(userId),
    creditCard: {
      creditCardNumber,
      creditCardCvv: CVV,
      creditCardExpirationYear: 2039,
      creditCardExpirationMonth: 1,
    },
  });
}

/** Returns the address by which the orders of a customer are known in the books. */
export function emailOf(userId: string): string {
  return `${userId}@example.com`;
}
