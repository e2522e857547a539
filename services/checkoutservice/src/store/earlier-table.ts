/**
 * The orders of the release before there was a ledger, which kept them in SQLite alone. An order
 * was a row from the moment it was claimed: its result was there once it was charged, and placed_ms
 * once it was placed. held_until_ms changed with each sign of life of its holder, and was 0 when
 * the claim was given back.
 */
export const EARLIER_TABLE = `
  CREATE TABLE IF NOT EXISTS orders (
    id              INTEGER PRIMARY KEY,
    user_id         TEXT NOT NULL,
    idempotency_key TEXT NOT NULL,
    holder          TEXT NOT NULL,
    held_until_ms   INTEGER NOT NULL,
    transaction_id  TEXT,
    result          BLOB,
    placed_ms       INTEGER,
    UNIQUE (user_id, idempotency_key)
  ) STRICT;

  CREATE UNIQUE INDEX IF NOT EXISTS orders_by_holder ON orders (holder);
  CREATE INDEX IF NOT EXISTS orders_held ON orders (holder, held_until_ms)
    WHERE placed_ms IS NULL AND held_until_ms > 0;
  CREATE INDEX IF NOT EXISTS orders_by_user ON orders (user_id, placed_ms);
`;
