import { Code, ConnectError } from "@connectrpc/connect";
import { type Amount, formatAmount, toMoney } from "@hipstershop/money";
import { ChargedBeforeSchema } from "@hipstershop/proto/hipstershop/payment";
import { invalidArgument } from "@hipstershop/service";
import type { Card } from "./identify-card.ts";
import type { LedgerEntry, LedgerPayment, Transition } from "./ledger-payment.ts";

// Each function returns what a request makes of a payment, or throws the ConnectError that refuses
// it. What was done before is done no second time.

/** What is to be authorized. */
export interface Offer {
  readonly amount: Amount;
  /** The card, or the error that refuses it. */
  readonly card: Pick<Card, "lastFour"> | ConnectError;
  /** The id of the payment, if it is a new one. */
  readonly transactionId: string;
}

/** Keeps an amount aside. `verb` says in errors what was asked for. */
export function authorize(
  payment: LedgerPayment,
  { amount, card, transactionId }: Offer,
  verb = "authorize",
): Transition {
  if (payment.state === "voided") throw voided();
  if (payment.state !== "free") return unchanged(sameAmount(payment, amount, verb));
  if (card instanceof ConnectError) throw card;
  const { currencyCode, nanos } = amount;
  const { lastFour } = card;
  return {
    payment: {
      ...{ ...payment, state: "authorized", currencyCode, authorized: nanos },
      ...{ transactionId, lastFour },
    },
    entries: [{ kind: "authorize", nanos }],
  };
}

/** Takes what was authorized. */
export function capture(payment: LedgerPayment): Transition {
  if (payment.state === "free") throw unknownPayment();
  if (payment.state === "voided") throw voided();
  if (payment.state === "captured") return unchanged(payment);
  const { authorized } = payment;
  return {
    payment: { ...payment, state: "captured", captured: authorized },
    entries: [{ kind: "capture", nanos: authorized }],
  };
}

/** Authorizes and captures at once. */
export function charge(payment: LedgerPayment, offer: Offer): Transition {
  const authorized = authorize(payment, offer, "charge");
  const captured = capture(authorized.payment);
  return { ...captured, entries: [...authorized.entries, ...captured.entries] };
}

/** Ends a payment: frees what was authorized, gives back what was captured and not refunded. */
export function end(payment: LedgerPayment): Transition {
  const { state, authorized, captured, refunded } = payment;
  if (state === "voided") return unchanged(payment);
  const entry: LedgerEntry =
    state === "captured"
      ? { kind: "refund", nanos: captured - refunded }
      : { kind: "void", nanos: authorized };
  return { payment: { ...payment, state: "voided", refunded: captured }, entries: [entry] };
}

/** Gives back an amount. `earlier` is the entry that the same refund key has made before. */
export function refund(
  payment: LedgerPayment,
  { amount, refundKey }: { readonly amount: Amount; readonly refundKey: string },
  earlier: LedgerEntry | undefined,
): Transition {
  const { state, currencyCode, captured, refunded } = payment;
  if (amount.nanos === 0n) throw invalidArgument("the amount to refund must be more than zero");
  if (state === "free") throw unknownPayment();
  if (currencyCode !== "" && currencyCode !== amount.currencyCode) {
    throw invalidArgument(
      `the amount to refund must be in ${currencyCode}, not ${amount.currencyCode}`,
    );
  }
  if (earlier) {
    if (earlier.nanos === amount.nanos) return unchanged(payment);
    const before = formatAmount({ currencyCode, nanos: earlier.nanos });
    throw new ConnectError(
      `the refund_key has refunded ${before} before, and cannot refund ${formatAmount(amount)}`,
      Code.AlreadyExists,
    );
  }
  if (state === "voided") throw voided();
  if (state === "authorized") throw precondition("the payment is authorized, and not captured");
  if (amount.nanos > captured - refunded) {
    const left = formatAmount({ currencyCode, nanos: captured - refunded });
    throw precondition(`${formatAmount(amount)} is more than the ${left} that are left to refund`);
  }
  return {
    payment: { ...payment, refunded: refunded + amount.nanos },
    entries: [{ kind: "refund", nanos: amount.nanos, refundKey }],
  };
}

/** Returns the error of a key that is not in the ledger. */
export function unknownPayment(): ConnectError {
  return new ConnectError("no payment has this idempotency_key", Code.NotFound);
}

function unchanged(payment: LedgerPayment): Transition {
  return { payment, entries: [] };
}

/** Returns the payment. Throws when its amount is another. */
function sameAmount(payment: LedgerPayment, amount: Amount, verb: string): LedgerPayment {
  const before = { currencyCode: payment.currencyCode, nanos: payment.authorized };
  if (before.currencyCode === amount.currencyCode && before.nanos === amount.nanos) return payment;
  throw new ConnectError(
    `the idempotency_key has ${verb}d ${formatAmount(before)} before, and cannot ${verb} ${formatAmount(amount)}`,
    Code.AlreadyExists,
    undefined,
    [{ desc: ChargedBeforeSchema, value: { amount: toMoney(before) } }],
  );
}

function voided(): ConnectError {
  return precondition("the payment was voided, which is final");
}

function precondition(message: string): ConnectError {
  return new ConnectError(message, Code.FailedPrecondition);
}
