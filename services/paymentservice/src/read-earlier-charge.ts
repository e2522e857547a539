import type { EarlierCharge } from "@hipstershop/proto/hipstershop/payment";
import { invalidArgument } from "@hipstershop/service";
import { readAmount } from "./read-amount.ts";
import type { Offer } from "./transitions.ts";

/**
 * Returns a charge of an earlier release as what was offered then. Throws a ConnectError
 * INVALID_ARGUMENT when its amount is malformed or its transaction id is none: it is logged, and
 * may be no other text of the caller's.
 */
export function readEarlierCharge({ amount, transactionId }: EarlierCharge): Offer {
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(transactionId)) {
    throw invalidArgument("earlier_charge.transaction_id must be a UUID");
  }
  return {
    amount: readAmount(amount, "of the earlier charge"),
    // The earlier release kept no digit of it.
    card: { lastFour: "" },
    transactionId,
  };
}
