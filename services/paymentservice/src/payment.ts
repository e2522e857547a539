import { randomUUID } from "node:crypto";
import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { type Amount, formatAmount, fromMoney, toMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";
import {
  CardRefusedSchema,
  ChargedBeforeSchema,
  type CreditCardInfo,
  type PaymentService,
} from "@hipstershop/proto/hipstershop/payment";
import { checkLength, type ServiceContext } from "@hipstershop/service";
import { type Card, identifyCard } from "./identify-card.ts";
import { createKeptCharges, type KeptCharge } from "./kept-charges.ts";

export interface PaymentOptions {
  /** Logs each charge, with no more of the card than its last four digits. */
  readonly log: Pick<ServiceContext["log"], "info">;
  /** The clock that says which cards have expired. Default the system's. */
  readonly now?: () => Date;
  /** The clock that charges are kept by: see KeptChargesOptions. */
  readonly elapsedMs?: () => number;
}

/**
 * Returns a PaymentService that charges nothing: it checks the card and makes a receipt. It keeps
 * the charges that have a key, so that a repeated request does not charge again.
 */
export function createPayment(
  options: PaymentOptions,
): Partial<ServiceImpl<typeof PaymentService>> {
  const { log, now = () => new Date(), elapsedMs } = options;
  const charges = createKeptCharges({
    max: MAX_KEPT,
    forMs: KEPT_MS,
    ...(elapsedMs && { now: elapsedMs }),
  });
  return {
    // Nothing is awaited between the look-up and the charge, so two requests at once charge once.
    charge(request) {
      const key = request.idempotencyKey;
      checkLength("idempotency_key", key, MAX_KEY_LENGTH);
      const amount = readAmount(request.amount);
      const charged = formatAmount(amount);
      const earlier = charges.find(key);
      if (earlier) {
        const { transactionId } = sameCharge(earlier, amount);
        log.info({ transactionId, charged }, "answered a repeated charge");
        return { transactionId };
      }
      const card = acceptCard(request.creditCard, now());
      const transactionId = randomUUID();
      if (key !== "") charges.keep(key, { amount, transactionId });
      log.info({ transactionId, charged, ...card }, "charged a card");
      return { transactionId };
    },
  };
}

// Some megabytes at most. A charge is repeated within seconds, or from a page that was left open.
const MAX_KEPT = 10_000;
const KEPT_MS = 24 * 60 * 60 * 1_000;
const MAX_KEY_LENGTH = 128;

/** Returns the earlier charge under the same key. Throws when its amount is another. */
function sameCharge(earlier: KeptCharge, amount: Amount): KeptCharge {
  const { currencyCode, nanos } = earlier.amount;
  if (currencyCode === amount.currencyCode && nanos === amount.nanos) return earlier;
  throw new ConnectError(
    `the idempotency_key has charged ${formatAmount(earlier.amount)} before, and cannot charge ${formatAmount(amount)}`,
    Code.AlreadyExists,
    undefined,
    [{ desc: ChargedBeforeSchema, value: { amount: toMoney(earlier.amount) } }],
  );
}

/** Returns the card, or throws why it is refused, in the words of the original shop. */
function acceptCard(info: CreditCardInfo | undefined, now: Date): Card {
  const card = info && identifyCard(info.creditCardNumber);
  if (!card) throw refused("Credit card info is invalid");
  if (card.brand !== "visa" && card.brand !== "mastercard") {
    throw refused(
      `Sorry, we cannot process ${card.brand} credit cards. Only VISA or MasterCard is accepted.`,
    );
  }
  const { creditCardExpirationMonth: month, creditCardExpirationYear: year } = info;
  if (month < 1 || month > 12) throw refused("Credit card info is invalid");
  if (year * 12 + month < now.getUTCFullYear() * 12 + now.getUTCMonth() + 1) {
    throw refused(`Your credit card (ending ${card.lastFour}) expired on ${month}/${year}`);
  }
  return card;
}

function refused(explanation: string): ConnectError {
  const details = [{ desc: CardRefusedSchema, value: { explanation } }];
  return new ConnectError(explanation, Code.InvalidArgument, undefined, details);
}

function readAmount(money: Money | undefined): Amount {
  if (!money) throw invalid("the amount to charge is missing");
  if (!/^[A-Z]{3}$/.test(money.currencyCode)) {
    throw invalid("the currency of the amount must be a code of three letters, such as USD");
  }
  let amount: Amount;
  try {
    amount = fromMoney(money);
  } catch (error) {
    throw invalid((error as RangeError).message, error);
  }
  if (amount.nanos < 0n) throw invalid("the amount to charge must not be negative");
  return amount;
}

function invalid(message: string, cause?: unknown): ConnectError {
  return new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
}
