import { type Database, type Sql, settle } from "@hipstershop/database";
import { checkEpoch } from "@hipstershop/service";
import type { LedgerEntry, LedgerPayment, StoredPayment, Transition } from "./ledger-payment.ts";
import {
  columns,
  ENTRY_COLUMNS,
  type EntryRow,
  PAYMENT_COLUMNS,
  type PaymentRow,
  type StoredRow,
  toEntry,
  toPayment,
} from "./ledger-rows.ts";

/** The payments and every change to them, in a database that all instances share. */
export interface Ledger {
  /**
   * Changes a payment in one transaction, while no other request comes to its key. `decide` is
   * given the payment as it is, and what the refund key has refunded before. When it throws,
   * nothing of the payment is changed, but the epoch is kept, and the error is passed on.
   *
   * Throws a ConnectError FAILED_PRECONDITION when the epoch is older than one that was kept.
   */
  change(request: ChangeRequest, decide: Decide): Promise<Transition>;

  /** Returns the payment of a key, with its entries. */
  find(key: string): Promise<StoredPayment | undefined>;

  /** Returns at most `limit` payments with an id above `afterId`, in the order of their ids. */
  list(afterId: number, limit: number): Promise<StoredPayment[]>;
}

/** Which payment is to be changed. */
export interface ChangeRequest {
  /** Names the payment. Without one it is a new payment each time. */
  readonly key: string;
  /** The epoch of whoever asks, if that may be outdated. */
  readonly epoch?: bigint;
  readonly refundKey?: string;
}

/** Says what becomes of a payment. It may be asked more than once, and has no other effect. */
export type Decide = (payment: LedgerPayment, earlier: LedgerEntry | undefined) => Transition;

/**
 * Returns the ledger in a database of LEDGER_DATABASE. `date` is a clock. The default looks `Date.now` up
 * each time, because the fault processClock puts another in its place.
 */
export function createLedger(
  database: Pick<Database, "read" | "transaction">,
  { date = () => Date.now() }: { readonly date?: () => number } = {},
): Ledger {
  async function write(sql: Sql, row: PaymentRow, { payment, entries }: Transition): Promise<void> {
    const { state, currencyCode, transactionId, lastFour } = payment;
    const { authorized, captured, refunded } = payment;
    const amounts = [authorized, captured, refunded].flatMap(columns);
    let number = row.entries;
    for (const { kind, nanos, refundKey = null } of entries) {
      await sql(APPEND, row.id, ++number, kind, ...columns(nanos), date(), refundKey);
    }
    await sql(SAVE, state, currencyCode, transactionId, lastFour, ...amounts, number, row.id);
  }

  function run<T>(key: string, work: (sql: Sql) => Promise<T>): Promise<T> {
    // Without a key nothing tells whether it was done before.
    return key === "" ? database.transaction(work) : settle(database, work);
  }

  return {
    async change({ key, epoch, refundKey }, decide) {
      const outcome = await run(key, async (sql) => {
        const [row] = await sql<PaymentRow>(LOCK, key || null, epoch ?? 0n);
        if (!row) throw new Error("The database returned no row for a payment");
        if (epoch !== undefined) checkEpoch("the payment", epoch, BigInt(row.epoch));
        const [earlier] = refundKey ? await sql<EntryRow>(REFUND, row.id, refundKey) : [];
        let transition: Transition;
        try {
          transition = decide(toPayment(row), earlier && toEntry(earlier));
        } catch (refusal) {
          if (!epoch) throw refusal;
          return { refusal };
        }
        if (transition.entries.length > 0) await write(sql, row, transition);
        return { transition };
      });
      if (!outcome.transition) throw outcome.refusal;
      return outcome.transition;
    },
    async find(key) {
      const rows = await database.read((sql) => sql<StoredRow>(FIND, key));
      return group(rows)[0];
    },
    async list(afterId, limit) {
      return group(await database.read((sql) => sql<StoredRow>(LIST, afterId, limit)));
    },
  };
}

// Returns the row of a key, which it makes if there is none, and keeps every other writer from it.
const LOCK = `
  INSERT INTO payments (key, epoch) VALUES (?, ?)
  ON CONFLICT (key) DO UPDATE SET epoch =
    CASE WHEN excluded.epoch > payments.epoch THEN excluded.epoch ELSE payments.epoch END
  RETURNING ${PAYMENT_COLUMNS}`;

const SAVE = `
  UPDATE payments SET state = ?, currency_code = ?, transaction_id = ?, last_four = ?,
    authorized_units = ?, authorized_nanos = ?, captured_units = ?, captured_nanos = ?,
    refunded_units = ?, refunded_nanos = ?, entries = ?
  WHERE id = ?`;

const APPEND = `
  INSERT INTO entries (payment_id, number, kind, units, nanos, at_ms, refund_key)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;

const REFUND = `SELECT ${ENTRY_COLUMNS} FROM entries WHERE payment_id = ? AND refund_key = ?`;

// One statement each, so that a payment and its entries agree. A free key has no entries.
const FIND = `
  SELECT payment.*, ${ENTRY_COLUMNS} FROM (
    SELECT ${PAYMENT_COLUMNS} FROM payments WHERE key = ?
  ) AS payment JOIN entries ON payment_id = payment.id ORDER BY number`;

const LIST = `
  SELECT page.*, ${ENTRY_COLUMNS} FROM (
    SELECT ${PAYMENT_COLUMNS} FROM payments WHERE id > ? AND state <> 'free' ORDER BY id LIMIT ?
  ) AS page JOIN entries ON payment_id = page.id ORDER BY page.id, number`;

/** Returns the payments of rows. Those of one payment follow each other. */
function group(rows: readonly StoredRow[]): StoredPayment[] {
  const payments = Map.groupBy(rows, ({ id }) => id);
  return [...payments.values()].flatMap((ofOne) => {
    const [first] = ofOne;
    return first ? [{ id: first.id, payment: toPayment(first), entries: ofOne.map(toEntry) }] : [];
  });
}
