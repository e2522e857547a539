import { createDatabase, type Sql } from "@hipstershop/service/database";
import {
  CART_EXPIRY_MS,
  type CartStore,
  type CartStoreOptions,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";

/**
 * Returns a store that keeps carts in a SQLite file, which all replicas on one machine
 * share. The file is opened, and made, when it is first used.
 */
export function createSqliteCartStore(
  path: string,
  { now = Date.now }: CartStoreOptions = {},
): CartStore {
  const database = createDatabase(path, { schema: SCHEMA });
  const expiredMs = () => now() - CART_EXPIRY_MS;

  return {
    name: "sqlite",
    async addItem(userId, { productId, quantity }) {
      await database.transaction((sql) => {
        dropExpired(sql, userId, expiredMs());
        const sum = (quantityOf(sql, userId, productId) ?? 0) + quantity;
        if (sum > MAX_QUANTITY) throw tooManyOfOne(productId);
        sql(TOUCH_CART).run(userId, now());
        sql(SET_LINE).run(userId, productId, sum);
        if (countLines(sql, userId) > MAX_LINES) throw tooManyLines();
      });
    },
    async getCart(userId) {
      const rows = await database.read((sql) => sql(GET_CART).all(userId, expiredMs()));
      return rows.map((row) => ({
        productId: String(row.productId),
        quantity: Number(row.quantity),
      }));
    },
    async updateItem(userId, { productId, quantity }) {
      return await database.transaction((sql) => {
        dropExpired(sql, userId, expiredMs());
        if (quantityOf(sql, userId, productId) === undefined) return false;
        sql(TOUCH_CART).run(userId, now());
        if (quantity === 0) sql(DELETE_LINE).run(userId, productId);
        else sql(SET_LINE).run(userId, productId, quantity);
        return true;
      });
    },
    async emptyCart(userId) {
      await database.transaction((sql) => sql(DELETE_CART).run(userId));
    },
    async check() {
      await database.check();
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

const DELETE_LINE = "DELETE FROM lines WHERE user_id = ? AND product_id = ?";

const DELETE_CART = "DELETE FROM carts WHERE user_id = ?";

// A few with each change, so that the file stays in proportion to the living carts and no
// customer waits for a great clean-up.
const DELETE_EXPIRED = `
  DELETE FROM carts WHERE user_id IN (
    SELECT user_id FROM carts WHERE changed_ms <= ? ORDER BY changed_ms LIMIT 20)`;

function dropExpired(sql: Sql, userId: string, expiredMs: number): void {
  sql("DELETE FROM carts WHERE user_id = ? AND changed_ms <= ?").run(userId, expiredMs);
  sql(DELETE_EXPIRED).run(expiredMs);
}

function quantityOf(sql: Sql, userId: string, productId: string): number | undefined {
  const text = "SELECT quantity FROM lines WHERE user_id = ? AND product_id = ?";
  const row = sql(text).get(userId, productId);
  return row && Number(row.quantity);
}

function countLines(sql: Sql, userId: string): number {
  return Number(sql("SELECT count(*) AS n FROM lines WHERE user_id = ?").get(userId)?.n);
}
