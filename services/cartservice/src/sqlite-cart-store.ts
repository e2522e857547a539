import { createDatabase, type Sql } from "@hipstershop/database";
import { createTimeLimit } from "@hipstershop/service";
import {
  CART_EXPIRY_MS,
  type CartStore,
  type CartStoreOptions,
  KEY_KEPT_MS,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";
import { createRunningTime, RUNNING_TIME_SCHEMA } from "./running-time.ts";

/**
 * Returns a store that keeps carts in a SQLite file, which all replicas on one machine share. The
 * file is opened, and made, when it is first used. A cart only ages while a process has the file
 * open.
 */
export function createSqliteCartStore(
  path: string,
  { now = () => performance.now() }: CartStoreOptions = {},
): CartStore {
  const database = createDatabase(path, { schema: SCHEMA, createTimeLimit });
  const time = createRunningTime(now, newestChange);

  /** Makes a change to a user's cart, at the time that it is given. */
  function change<T>(userId: string, make: (sql: Sql, nowMs: number) => T): Promise<T> {
    return database.transaction((sql) => {
      const nowMs = time.keep(sql);
      dropExpired(sql, userId, nowMs);
      return make(sql, nowMs);
    });
  }

  return {
    name: "sqlite",
    async addItem(userId, { productId, quantity }, { key = "" } = {}) {
      await change(userId, (sql, nowMs) => {
        if (key !== "" && !keepKey(sql, userId, key, nowMs)) return;
        const sum = (quantityOf(sql, userId, productId) ?? 0) + quantity;
        if (sum > MAX_QUANTITY) throw tooManyOfOne(productId);
        sql(TOUCH_CART).run(userId, nowMs);
        sql(SET_LINE).run(userId, productId, sum);
        if (countLines(sql, userId) > MAX_LINES) throw tooManyLines();
      });
    },
    async getCart(userId) {
      const rows = await database.read((sql) =>
        sql(GET_CART).all(userId, time.read(sql) - CART_EXPIRY_MS),
      );
      return rows.map((row) => ({
        productId: String(row.productId),
        quantity: Number(row.quantity),
      }));
    },
    async updateItem(userId, { productId, quantity }) {
      return await change(userId, (sql, nowMs) => {
        if (quantityOf(sql, userId, productId) === undefined) return false;
        sql(TOUCH_CART).run(userId, nowMs);
        if (quantity === 0) sql(DELETE_LINE).run(userId, productId);
        else sql(SET_LINE).run(userId, productId, quantity);
        return true;
      });
    },
    async emptyCart(userId) {
      await change(userId, (sql) => sql(DELETE_CART).run(userId));
    },
    async check() {
      await database.check((sql) => time.keep(sql));
    },
    async [Symbol.asyncDispose]() {
      database[Symbol.dispose]();
    },
  };
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS carts (
    user_id    TEXT PRIMARY KEY,
    changed_ms INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX IF NOT EXISTS carts_by_change ON carts (changed_ms);

  CREATE TABLE IF NOT EXISTS lines (
    position   INTEGER PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES carts ON DELETE CASCADE,
    product_id TEXT NOT NULL,
    quantity   INTEGER NOT NULL,
    UNIQUE (user_id, product_id)
  ) STRICT;

  CREATE TABLE IF NOT EXISTS additions (
    user_id  TEXT NOT NULL,
    key      TEXT NOT NULL,
    added_ms INTEGER NOT NULL,
    PRIMARY KEY (user_id, key)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX IF NOT EXISTS additions_by_time ON additions (added_ms);

  ${RUNNING_TIME_SCHEMA}
`;

const GET_CART = `
  SELECT product_id AS productId, quantity FROM carts JOIN lines USING (user_id)
  WHERE user_id = ? AND changed_ms > ? ORDER BY position`;

const TOUCH_CART = `
  INSERT INTO carts (user_id, changed_ms) VALUES (?, ?)
  ON CONFLICT DO UPDATE SET changed_ms = excluded.changed_ms`;

const SET_LINE = `
  INSERT INTO lines (user_id, product_id, quantity) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET quantity = excluded.quantity`;

const KEEP_KEY = "INSERT INTO additions VALUES (?, ?, ?) ON CONFLICT DO NOTHING";

const DELETE_LINE = "DELETE FROM lines WHERE user_id = ? AND product_id = ?";

const DELETE_CART = "DELETE FROM carts WHERE user_id = ?";

// A few with each change: the file does not grow with old carts, and no customer waits for a long
// clean-up.
const DELETE_EXPIRED = `
  DELETE FROM carts WHERE user_id IN (
    SELECT user_id FROM carts WHERE changed_ms <= ? ORDER BY changed_ms LIMIT 20)`;

const DELETE_OLD_KEYS = `
  DELETE FROM additions WHERE (user_id, key) IN (
    SELECT user_id, key FROM additions WHERE added_ms <= ? ORDER BY added_ms LIMIT 20)`;

function dropExpired(sql: Sql, userId: string, nowMs: number): void {
  const expiredMs = nowMs - CART_EXPIRY_MS;
  sql("DELETE FROM carts WHERE user_id = ? AND changed_ms <= ?").run(userId, expiredMs);
  sql(DELETE_EXPIRED).run(expiredMs);
}

/** Returns false when the key is kept already. */
function keepKey(sql: Sql, userId: string, key: string, nowMs: number): boolean {
  sql(DELETE_OLD_KEYS).run(nowMs - KEY_KEPT_MS);
  return sql(KEEP_KEY).run(userId, key, nowMs).changes > 0;
}

/** The first time of a file: earlier releases kept the wall clock in it. */
function newestChange(sql: Sql): number {
  return Number(sql("SELECT max(changed_ms) AS ms FROM carts").get()?.ms ?? Date.now());
}

function quantityOf(sql: Sql, userId: string, productId: string): number | undefined {
  const text = "SELECT quantity FROM lines WHERE user_id = ? AND product_id = ?";
  const row = sql(text).get(userId, productId);
  return row && Number(row.quantity);
}

function countLines(sql: Sql, userId: string): number {
  return Number(sql("SELECT count(*) AS n FROM lines WHERE user_id = ?").get(userId)?.n);
}
