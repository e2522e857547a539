import { randomUUID } from "node:crypto";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { createSqliteDatabase, type Sql, type SqlValue } from "@hipstershop/database";
import { type OrderResult, OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { runOutsideCallContext } from "@hipstershop/rpc";
import { createTimeLimit } from "@hipstershop/service";
import { createLeaseWatch, type Lease } from "./lease-watch.ts";

/** Keeps orders, and makes sure that one key places one order only. */
export interface OrderStore extends AsyncDisposable {
  /**
   * Claims the order that a user's key names. It is `placed` already, or `held` by a request
   * that is at work on it, or now `claimed` by the caller alone, in all processes that share
   * the file.
   */
  claim(userId: string, key: string): Promise<Claim>;

  /** Returns the orders of a user that were placed, the newest first, at most `limit`. */
  list(userId: string, limit: number): Promise<StoredOrder[]>;

  /**
   * Rejects while the file cannot be read or written. To be called every second: it also finds the
   * claims of processes that have died.
   */
  check(): Promise<void>;
}

/** What comes of claiming an order. */
export type Claim =
  | { readonly state: "placed"; readonly order: OrderResult }
  | { readonly state: "held" }
  | { readonly state: "claimed"; readonly claim: OrderClaim };

/**
 * The right to work on one order. It lasts until it is disposed; when its process dies or
 * hangs, another may claim the order when it has seen no sign of life for LEASE_MS. Every method rejects when it is lost.
 */
export interface OrderClaim extends AsyncDisposable {
  /** The order, when an earlier attempt was charged but failed after that. */
  readonly charged: OrderResult | undefined;
  /** Gives a sign of life. The claim also does so by itself, every second. */
  renew(): Promise<void>;
  /** Keeps the order with the receipt of its charge: no later attempt charges again. */
  saveCharged(order: OrderResult, transactionId: string): Promise<void>;
  /** Keeps the order as placed: it is final. */
  savePlaced(order: OrderResult): Promise<void>;
}

/** An order as it was placed. */
export interface StoredOrder {
  readonly order: OrderResult;
  /** In milliseconds since the epoch. */
  readonly placedMs: number;
}

/** How long a claim outlives the last sign of life of whoever holds it. */
export const LEASE_MS = 5_000;

/** What an order store may be given. */
export interface OrderStoreOptions {
  /** A clock that nobody can set, in milliseconds; by default `performance.now`. */
  readonly now?: () => number;
  /** Tells when an order is placed, in milliseconds since the epoch; by default `Date.now`. */
  readonly date?: () => number;
}

/** Returns the orders in a SQLite file, which is opened, and made, when it is first used. */
export function createOrderStore(
  path: string,
  { now = () => performance.now(), date = Date.now }: OrderStoreOptions = {},
): OrderStore {
  const database = createSqliteDatabase(path, {
    migrations: () => [SCHEMA],
    durable: true,
    createTimeLimit,
  });
  const leases = createLeaseWatch(LEASE_MS, now);

  async function observe(sql: Sql): Promise<void> {
    leases.observe(await sql<Lease>(HELD));
  }

  /** Changes the order of a claim. Rejects when the claim is lost. */
  async function change(holder: string, text: string, ...values: SqlValue[]): Promise<void> {
    const changed = await database.transaction((sql) => sql(text, ...values, holder));
    if (changed.length === 0) throw new Error("Another request has taken over this order");
  }

  function openClaim(holder: string, charged: OrderResult | undefined): OrderClaim {
    const renew = () => change(holder, RENEW, date() + LEASE_MS);
    const heartbeat = setInterval(() => {
      // The next change of this order meets the same error, and can report it.
      runOutsideCallContext(renew).catch(() => {});
    }, 1_000).unref();
    return {
      charged,
      renew,
      async saveCharged(order, transactionId) {
        await change(holder, SAVE_CHARGED, toBinary(OrderResultSchema, order), transactionId);
      },
      async savePlaced(order) {
        await change(holder, SAVE_PLACED, toBinary(OrderResultSchema, order), date());
      },
      async [Symbol.asyncDispose]() {
        clearInterval(heartbeat);
        try {
          await database.transaction(async (sql) => {
            await sql(DROP_UNCHARGED, holder);
            await sql(RELEASE, holder);
          });
        } catch {
          // The lease runs out by itself. An order that was placed must not fail because of this.
        }
      },
    };
  }

  return {
    async claim(userId, key) {
      const holder = randomUUID();
      const row = await database.transaction(async (sql) => {
        await observe(sql);
        const [before] = await sql<OrderRow>(FIND, userId, key);
        if (!before) await sql(CLAIM, userId, key, holder, date() + LEASE_MS);
        else if (before.beat === 0 || leases.hasRunOut(before.holder)) {
          await sql(TAKE_OVER, holder, date() + LEASE_MS, userId, key);
        }
        return (await sql<OrderRow>(FIND, userId, key))[0];
      });
      const order = row?.result ? decode(row.result) : undefined;
      if (row?.holder === holder) return { state: "claimed", claim: openClaim(holder, order) };
      return order && row?.placedMs ? { state: "placed", order } : { state: "held" };
    },
    async list(userId, limit) {
      const rows = await database.read((sql) => sql<PlacedRow>(LIST, userId, limit));
      return rows.map(({ result, placedMs }) => ({ order: decode(result), placedMs }));
    },
    check: () => database.check(observe),
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

interface OrderRow extends Lease {
  readonly result: Uint8Array | null;
  readonly placedMs: number | null;
}

interface PlacedRow {
  readonly result: Uint8Array;
  readonly placedMs: number;
}

// An order is a row from the moment it is claimed. Its result is there once it is charged, and
// placed_ms once it is placed. held_until_ms changes with each sign of life, and is 0 when the
// claim is given back. Only earlier releases read it as a time.
const SCHEMA = `
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

const HELD = `
  SELECT holder, held_until_ms AS beat FROM orders
  WHERE placed_ms IS NULL AND held_until_ms > 0`;

const CLAIM = `
  INSERT INTO orders (user_id, idempotency_key, holder, held_until_ms) VALUES (?, ?, ?, ?)`;

const TAKE_OVER = `
  UPDATE orders SET holder = ?, held_until_ms = ?
  WHERE user_id = ? AND idempotency_key = ? AND placed_ms IS NULL`;

const FIND = `
  SELECT holder, held_until_ms AS beat, result, placed_ms AS placedMs FROM orders
  WHERE user_id = ? AND idempotency_key = ?`;

const LIST = `
  SELECT result, placed_ms AS placedMs FROM orders
  WHERE user_id = ? AND placed_ms IS NOT NULL ORDER BY placed_ms DESC, id DESC LIMIT ?`;

const RENEW = `
  UPDATE orders SET held_until_ms = max(held_until_ms + 1, ?) WHERE holder = ?
  RETURNING id`;
const SAVE_CHARGED =
  "UPDATE orders SET result = ?, transaction_id = ? WHERE holder = ? RETURNING id";
const SAVE_PLACED = "UPDATE orders SET result = ?, placed_ms = ? WHERE holder = ? RETURNING id";
const DROP_UNCHARGED = "DELETE FROM orders WHERE holder = ? AND result IS NULL";
const RELEASE = "UPDATE orders SET held_until_ms = 0 WHERE holder = ? AND placed_ms IS NULL";

function decode(bytes: Uint8Array): OrderResult {
  return fromBinary(OrderResultSchema, bytes);
}
