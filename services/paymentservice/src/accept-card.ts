import { Code, ConnectError } from "@connectrpc/connect";
import { CardRefusedSchema, type CreditCardInfo } from "@hipstershop/proto/hipstershop/payment";
import { type Card, identifyCard } from "./identify-card.ts";

/**
 * Returns the card, or the error that refuses it, in the words of the original shop. It is good to
 * the end of its month, in UTC.
 */
export function acceptCard(info: CreditCardInfo | undefined, now: Date): Card | ConnectError {
  const card = info && identifyCard(info.creditCardNumber);
  if (!card) return refused("Credit card info is invalid");
  if (card.brand !== "visa" && card.brand !== "mastercard") {
    return refused(
      `Sorry, we cannot process ${card.brand} credit cards. Only VISA or MasterCard is accepted.`,
    );
  }
  const { creditCardExpirationMonth: month, creditCardExpirationYear: year } = info;
  if (month < 1 || month > 12) return refused("Credit card info is invalid");
  if (year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1) {
    return refused(`Your credit card (ending ${card.lastFour}) expired on ${month}/${year}`);
  }
  return card;
}

function refused(explanation: string): ConnectError {
  const details = [{ desc: CardRefusedSchema, value: { explanation } }];
  return new ConnectError(explanation, Code.InvalidArgument, undefined, details);
}
