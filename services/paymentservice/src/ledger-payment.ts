/** A payment as the ledger has it. Its amounts are nanos of its currency. */
export interface LedgerPayment {
  /** Empty for a charge without a key, which belongs to no order. */
  readonly key: string;
  readonly state: State;
  /** Empty until something was authorized, as are the two below. */
  readonly currencyCode: string;
  readonly transactionId: string;
  readonly lastFour: string;
  readonly authorized: bigint;
  readonly captured: bigint;
  readonly refunded: bigint;
}

/** Free is a key under which nothing was authorized yet. */
export type State = "free" | "authorized" | "captured" | "voided";

/** A line of the ledger, before it is written. */
export interface LedgerEntry {
  readonly kind: "authorize" | "capture" | "void" | "refund";
  readonly nanos: bigint;
  /** Set for a refund that was asked for. */
  readonly refundKey?: string;
}

/** What one request makes of a payment. Without entries nothing has changed. */
export interface Transition {
  readonly payment: LedgerPayment;
  readonly entries: readonly LedgerEntry[];
}

/** A payment with its entries, the oldest first. */
export interface StoredPayment {
  /** Counts the payments in the order in which they were begun. */
  readonly id: number;
  readonly payment: LedgerPayment;
  readonly entries: readonly StoredEntry[];
}

/** A line of the ledger as it was written. */
export interface StoredEntry extends LedgerEntry {
  /** In milliseconds since the epoch. */
  readonly atMs: number;
}
