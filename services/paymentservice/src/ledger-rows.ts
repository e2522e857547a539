import type { Row } from "@hipstershop/database";
import { NANOS_PER_UNIT } from "@hipstershop/money";
import type { LedgerEntry, LedgerPayment, State, StoredEntry } from "./ledger-payment.ts";

/** A row of payments. */
export interface PaymentRow extends Row {
  readonly id: number;
  readonly key: string | null;
  readonly state: State;
  readonly epoch: number | bigint;
  readonly currency_code: string;
  readonly transaction_id: string;
  readonly last_four: string;
  readonly authorized_units: number | bigint;
  readonly authorized_nanos: number;
  readonly captured_units: number | bigint;
  readonly captured_nanos: number;
  readonly refunded_units: number | bigint;
  readonly refunded_nanos: number;
  /** How many entries it has. */
  readonly entries: number;
}

/** A row of entries. */
export interface EntryRow extends Row {
  readonly kind: LedgerEntry["kind"];
  readonly units: number | bigint;
  readonly nanos: number;
  readonly at_ms: number;
  readonly refund_key: string | null;
}

/** A payment with one of its entries. */
export type StoredRow = PaymentRow & EntryRow;

/** The columns of a PaymentRow. A later release may have added others. */
export const PAYMENT_COLUMNS = `id, key, state, epoch, currency_code, transaction_id, last_four,
  authorized_units, authorized_nanos, captured_units, captured_nanos, refunded_units,
  refunded_nanos, entries`;

/** The columns of an EntryRow. */
export const ENTRY_COLUMNS = "kind, units, nanos, at_ms, refund_key";

export function toPayment(row: PaymentRow): LedgerPayment {
  return {
    key: row.key ?? "",
    state: row.state,
    currencyCode: row.currency_code,
    transactionId: row.transaction_id,
    lastFour: row.last_four,
    authorized: nanosOf(row.authorized_units, row.authorized_nanos),
    captured: nanosOf(row.captured_units, row.captured_nanos),
    refunded: nanosOf(row.refunded_units, row.refunded_nanos),
  };
}

export function toEntry({
  kind,
  units,
  nanos,
  at_ms: atMs,
  refund_key: refundKey,
}: EntryRow): StoredEntry {
  return { kind, nanos: nanosOf(units, nanos), atMs, ...(refundKey !== null && { refundKey }) };
}

/** Returns an amount as its two columns. */
export function columns(nanos: bigint): [units: bigint, nanos: bigint] {
  return [nanos / NANOS_PER_UNIT, nanos % NANOS_PER_UNIT];
}

/** Returns the amount of two columns. */
function nanosOf(units: number | bigint, nanos: number): bigint {
  return BigInt(units) * NANOS_PER_UNIT + BigInt(nanos);
}
