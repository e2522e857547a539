import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { toMoney } from "@hipstershop/money";
import {
  type Payment,
  PaymentEntryKind,
  PaymentSchema,
  PaymentState,
} from "@hipstershop/proto/hipstershop/payment";
import type { LedgerPayment, StoredEntry } from "./ledger-payment.ts";

/** Returns a payment, and entries of it, as an answer has them. */
export function paymentMessage(
  payment: LedgerPayment,
  entries: readonly StoredEntry[] = [],
): Payment {
  const { key, state, currencyCode, transactionId, lastFour } = payment;
  // A key that was voided before anything was authorized has no currency.
  const known = currencyCode !== "";
  const money = (nanos: bigint) => toMoney({ currencyCode, nanos });
  return create(PaymentSchema, {
    ...{ idempotencyKey: key, state: STATES[state], transactionId, lastFour },
    ...(known && {
      amount: money(payment.authorized),
      captured: money(payment.captured),
      refunded: money(payment.refunded),
    }),
    entries: entries.map(({ kind, nanos, atMs, refundKey = "" }) => ({
      ...{ kind: KINDS[kind], at: timestampFromMs(atMs), refundKey },
      ...(known && { amount: money(nanos) }),
    })),
  });
}

const STATES = {
  free: PaymentState.UNSPECIFIED,
  authorized: PaymentState.AUTHORIZED,
  captured: PaymentState.CAPTURED,
  voided: PaymentState.VOIDED,
} as const;

const KINDS = {
  authorize: PaymentEntryKind.AUTHORIZE,
  capture: PaymentEntryKind.CAPTURE,
  void: PaymentEntryKind.VOID,
  refund: PaymentEntryKind.REFUND,
} as const;
