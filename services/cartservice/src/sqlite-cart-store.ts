import { randomUUID } from "node:crypto";
import type { Database, Sql } from "@hipstershop/database";
import {
  CART_EXPIRY_MS,
  type CartLine,
  type CartStore,
  type CartStoreOptions,
  KEY_KEPT_MS,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";
import { createRunningTime } from "./running-time.ts";

/**
 * Returns a store that keeps carts in a database of CART_DATABASE, which all replicas on one
 * machine share, and disposes it. A cart only ages while a process has the file open.
 */
export function createSqliteCartStore(
  database: Database,
  { now = () => performance.now() }: CartStoreOptions = {},
): CartStore {
  const time = createRunningTime(now, newestChange);

  /** Makes a change to a user's cart, at the time that it is given. */
  function change<T>(userId: string, make: (sql: Sql, nowMs: number) => Promise<T>): Promise<T> {
    return database.transaction(async (sql) => {
      const nowMs = await time.keep(sql);
      await dropExpired(sql, userId, nowMs);
      return await make(sql, nowMs);
    });
  }

  return {
    name: "sqlite",
    async addItem(userId, { productId, quantity }, { key = "" } = {}) {
      await change(userId, async (sql, nowMs) => {
        if (key !== "" && !(await isNew(sql, ADDITIONS, userId, key, nowMs))) return;
        const sum = ((await quantityOf(sql, userId, productId)) ?? 0) + quantity;
        if (sum > MAX_QUANTITY) throw tooManyOfOne(productId);
        await sql(TOUCH_CART, userId, nowMs, randomUUID());
        await sql(SET_LINE, userId, productId, sum);
        if ((await countLines(sql, userId)) > MAX_LINES) throw tooManyLines();
      });
    },
    async getCart(userId) {
      const rows = await database.read(async (sql) =>
        sql<CartLine & { version: string }>(
          GET_CART,
          userId,
          (await time.read(sql)) - CART_EXPIRY_MS,
        ),
      );
      const lines = rows.map(({ productId, quantity }) => ({ productId, quantity }));
      return { lines, version: rows[0]?.version ?? "" };
    },
    async updateItem(userId, { productId, quantity }) {
      return await change(userId, async (sql, nowMs) => {
        if ((await quantityOf(sql, userId, productId)) === undefined) return false;
        await sql(TOUCH_CART, userId, nowMs, randomUUID());
        if (quantity === 0) await sql(DELETE_LINE, userId, productId);
        else await sql(SET_LINE, userId, productId, quantity);
        return true;
      });
    },
    async removeItems(userId, lines, key) {
      await change(userId, async (sql, nowMs) => {
        if (!(await isNew(sql, REMOVALS, userId, key, nowMs))) return;
        await sql(TOUCH_CART, userId, nowMs, randomUUID());
        for (const { productId, quantity } of lines) {
          await sql(SUBTRACT, quantity, userId, productId);
        }
        await sql("DELETE FROM lines WHERE user_id = ? AND quantity <= 0", userId);
      });
    },
    async emptyCart(userId) {
      await change(userId, (sql) => sql(DELETE_CART, userId));
    },
    async check() {
      await database.check((sql) => time.keep(sql));
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

const GET_CART = `
  SELECT product_id AS productId, quantity, version FROM carts JOIN lines USING (user_id)
  WHERE user_id = ? AND changed_ms > ? ORDER BY position`;

const TOUCH_CART = `
  INSERT INTO carts (user_id, changed_ms, version) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET changed_ms = excluded.changed_ms, version = excluded.version`;

const SET_LINE = `
  INSERT INTO lines (user_id, product_id, quantity) VALUES (?, ?, ?)
  ON CONFLICT DO UPDATE SET quantity = excluded.quantity`;

const SUBTRACT = `
  UPDATE lines SET quantity = quantity - ? WHERE user_id = ? AND product_id = ?`;

const DELETE_LINE = "DELETE FROM lines WHERE user_id = ? AND product_id = ?";

const DELETE_CART = "DELETE FROM carts WHERE user_id = ?";

// A few with each change: the file does not grow with old carts, and no customer waits for a long
// clean-up.
const DELETE_EXPIRED = `
  DELETE FROM carts WHERE user_id IN (
    SELECT user_id FROM carts WHERE changed_ms <= ? ORDER BY changed_ms LIMIT 20)`;

const ADDITIONS = keysIn("additions", "added_ms", KEY_KEPT_MS);
const REMOVALS = keysIn("removals", "removed_ms", CART_EXPIRY_MS);

/** The statements of a table that keeps the keys of users, each of them for a time. */
function keysIn(table: string, time: string, forMs: number) {
  return {
    forMs,
    keep: `
      INSERT INTO ${table} (user_id, key, ${time}) VALUES (?, ?, ?)
      ON CONFLICT DO NOTHING RETURNING key`,
    deleteOld: `
      DELETE FROM ${table} WHERE (user_id, key) IN (
        SELECT user_id, key FROM ${table} WHERE ${time} <= ? ORDER BY ${time} LIMIT 20)`,
  };
}

async function dropExpired(sql: Sql, userId: string, nowMs: number): Promise<void> {
  const expiredMs = nowMs - CART_EXPIRY_MS;
  await sql("DELETE FROM carts WHERE user_id = ? AND changed_ms <= ?", userId, expiredMs);
  await sql(DELETE_EXPIRED, expiredMs);
}

/** Keeps a key of a user. Returns false when it is kept already. */
async function isNew(
  sql: Sql,
  { forMs, keep, deleteOld }: typeof ADDITIONS,
  userId: string,
  key: string,
  nowMs: number,
): Promise<boolean> {
  await sql(deleteOld, nowMs - forMs);
  return (await sql(keep, userId, key, nowMs)).length > 0;
}

/** The first time of a file: earlier releases kept the wall clock in it. */
async function newestChange(sql: Sql): Promise<number> {
  const [row] = await sql<{ ms: number | null }>("SELECT max(changed_ms) AS ms FROM carts");
  return row?.ms ?? Date.now();
}

async function quantityOf(
  sql: Sql,
  userId: string,
  productId: string,
): Promise<number | undefined> {
  const text = "SELECT quantity FROM lines WHERE user_id = ? AND product_id = ?";
  const [row] = await sql<{ quantity: number }>(text, userId, productId);
  return row?.quantity;
}

async function countLines(sql: Sql, userId: string): Promise<number> {
  const text = "SELECT count(*) AS n FROM lines WHERE user_id = ?";
  const [row] = await sql<{ n: number }>(text, userId);
  return row?.n ?? 0;
}
