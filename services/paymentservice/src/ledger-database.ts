import type { ServiceDatabaseOptions } from "@hipstershop/service";

/**
 * What the ledger is kept in. An amount is two columns, as a Money is, because its nanos may need
 * more than 64 bits; both kinds of database compare such pairs from left to right.
 * Without a rowid SQLite writes an entry into one tree, and not into two.
 */
export const LEDGER_DATABASE = {
  name: "payments",
  durable: true,
  migrations: ({ kind, counter, integer, strict }) => [
    `CREATE TABLE payments (
      id               ${counter},
      key              TEXT UNIQUE,
      state            TEXT NOT NULL DEFAULT 'free',
      epoch            ${integer} NOT NULL,
      currency_code    TEXT NOT NULL DEFAULT '',
      transaction_id   TEXT NOT NULL DEFAULT '',
      last_four        TEXT NOT NULL DEFAULT '',
      authorized_units ${integer} NOT NULL DEFAULT 0,
      authorized_nanos ${integer} NOT NULL DEFAULT 0,
      captured_units   ${integer} NOT NULL DEFAULT 0,
      captured_nanos   ${integer} NOT NULL DEFAULT 0,
      refunded_units   ${integer} NOT NULL DEFAULT 0,
      refunded_nanos   ${integer} NOT NULL DEFAULT 0,
      entries          ${integer} NOT NULL DEFAULT 0,
      CHECK ((captured_units, captured_nanos) <= (authorized_units, authorized_nanos)),
      CHECK ((refunded_units, refunded_nanos) <= (captured_units, captured_nanos))
    ) ${strict};

    CREATE TABLE entries (
      payment_id ${integer} NOT NULL REFERENCES payments,
      number     ${integer} NOT NULL,
      kind       TEXT NOT NULL,
      units      ${integer} NOT NULL,
      nanos      ${integer} NOT NULL,
      at_ms      ${integer} NOT NULL,
      refund_key TEXT,
      PRIMARY KEY (payment_id, number)
    ) ${kind === "sqlite" ? "STRICT, WITHOUT ROWID" : ""};`,
  ],
} as const satisfies ServiceDatabaseOptions;
