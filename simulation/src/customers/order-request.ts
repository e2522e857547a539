import { create } from "@bufbuild/protobuf";
import {
  type PlaceOrderRequest,
  PlaceOrderRequestSchema,
} from "@hipstershop/proto/hipstershop/checkout";

/** The numbers of the cards, the second with a mistake. */
export const NUMBERS = ["4432-8015-6152-0454", "4432-8015-6152-0455"] as const;

/**
 * What a customer types. The world begins at New Year 2030, so that of processes whose clocks are
 * a little wrong some take the old card, and others refuse it.
 */
const CARDS = {
  good: { creditCardNumber: NUMBERS[0], year: 2039 },
  mistyped: { creditCardNumber: NUMBERS[1], year: 2039 },
  old: { creditCardNumber: NUMBERS[0], year: 2029 },
} as const;

export type Card = keyof typeof CARDS;

/** No other text has these digits by chance, as it may have three. */
export const CVV = 1_672_083_945;

/** What every order is paid in. */
export const CURRENCY = "EUR";

/** Returns what the form of a cart's page sends. */
export function orderRequest(
  userId: string,
  idempotencyKey: string,
  card: Card,
): PlaceOrderRequest {
  const { creditCardNumber, year } = CARDS[card];
  return create(PlaceOrderRequestSchema, {
    userId,
    idempotencyKey,
    userCurrency: CURRENCY,
    address: { streetAddress: "1 Main Street", city: "Cork", country: "Ireland" },
    email: emailOf(userId),
    creditCard: {
      creditCardNumber,
      creditCardCvv: CVV,
      creditCardExpirationYear: year,
      creditCardExpirationMonth: 12,
    },
  });
}

/** Returns the address by which the orders of a customer are known in the books. */
export function emailOf(userId: string): string {
  return `${userId}@example.com`;
}
