import type { Database, Sql } from "@hipstershop/database";
import type { StoredOrder } from "./stored-order.ts";

/** What an order owes: its confirmation, its cart, or the mail that tells of a change. */
export type DeliveryKind = "mail" | "cart" | "update";

/** How far a delivery is. */
export type DeliveryState = "owed" | "done" | "given up";

/** What names a delivery. */
export interface DeliveryName {
  readonly orderId: string;
  readonly kind: DeliveryKind;
  /** The refund that an update tells of. Empty for any other delivery. */
  readonly refundKey: string;
}

/** A delivery as it stood when it was read. */
export interface StoredDelivery extends DeliveryName {
  readonly state: DeliveryState;
  readonly tries: number;
  /** How long it has been tried in vain, in milliseconds. */
  readonly failingMs: number;
}

/** What came of a try. Without a state it is tried again. */
export interface DeliveryOutcome {
  readonly delivery: DeliveryName;
  readonly state?: Exclude<DeliveryState, "owed">;
  readonly failedMs?: number;
  /** In milliseconds since the epoch. */
  readonly nextTryMs?: number;
}

/** Keeps what orders owe. What is tried at the same time by two does no harm. */
export interface DeliveryStore {
  /** Returns deliveries that are due, the first due first. */
  listDue(nowMs: number, limit: number): Promise<StoredDelivery[]>;
  listOf(orderIds: readonly string[]): Promise<StoredDelivery[]>;
  /** Returns what earlier orders of a user have still to take out of the cart. */
  listCarts(userId: string): Promise<StoredDelivery[]>;
  /** Begins a try, which others leave alone until `nextTryMs`. False when another was faster. */
  take(delivery: StoredDelivery, nextTryMs: number): Promise<boolean>;
  settle(outcomes: readonly DeliveryOutcome[]): Promise<void>;
}

/** How far ahead the next try may be: a later one was written by another clock, and is due. */
export const MAX_PAUSE_MS = 10_000;

/** Returns the deliveries in a database. */
export function createDeliveryStore(database: Database): DeliveryStore {
  return {
    listDue: (nowMs, limit) =>
      database.read((sql) => sql<StoredDelivery>(LIST_DUE, nowMs, nowMs + MAX_PAUSE_MS, limit)),
    listOf: (orderIds) =>
      database.read(async (sql) => {
        const found = await Promise.all(orderIds.map((id) => sql<StoredDelivery>(LIST_OF, id)));
        return found.flat();
      }),
    listCarts: (userId) => database.read((sql) => sql<StoredDelivery>(LIST_CARTS, userId)),
    async take({ orderId, kind, refundKey, tries }, nextTryMs) {
      const taken = await database.transaction((sql) =>
        sql(TAKE, nextTryMs, orderId, kind, refundKey, tries),
      );
      return taken.length > 0;
    },
    settle: (outcomes) =>
      database.transaction(async (sql) => {
        for (const { delivery, state = "owed", failedMs = 0, nextTryMs = 0 } of outcomes) {
          const { orderId, kind, refundKey } = delivery;
          await sql(SETTLE, state, Math.round(failedMs), nextTryMs, orderId, kind, refundKey);
        }
      }),
  };
}

/** Returns what an order owes when it comes to its state. */
export function owedBy({ id, state }: Pick<StoredOrder, "id" | "state">): StoredDelivery[] {
  if (state === "placed") return [newDelivery(id, "cart"), newDelivery(id, "mail")];
  return state === "canceled" ? [newDelivery(id, "update")] : [];
}

/** Returns a delivery that was just written down, by whoever is to try it first. */
export function newDelivery(orderId: string, kind: DeliveryKind, refundKey = ""): StoredDelivery {
  return { orderId, kind, refundKey, state: "owed", tries: 1, failingMs: 0 };
}

/** Writes down a new delivery, which others leave alone until its first try has ended. */
export async function owe(
  sql: Sql,
  { orderId, kind, refundKey, tries }: StoredDelivery,
  userId: string,
  nowMs: number,
): Promise<void> {
  await sql(OWE, orderId, kind, refundKey, userId, tries, nowMs + MAX_PAUSE_MS);
}

const SELECT = `
  SELECT order_id AS "orderId", kind, refund_key AS "refundKey", state, tries,
    failing_ms AS "failingMs"
  FROM order_deliveries`;
const LIST_DUE = `
  ${SELECT} WHERE state = 'owed' AND (next_try_ms <= ? OR next_try_ms > ?)
  ORDER BY next_try_ms LIMIT ?`;
const LIST_OF = `${SELECT} WHERE order_id = ? ORDER BY kind, refund_key`;
const LIST_CARTS = `${SELECT} WHERE state = 'owed' AND kind = 'cart' AND user_id = ?`;
const OWE = `
  INSERT INTO order_deliveries (order_id, kind, refund_key, user_id, tries, next_try_ms)
  VALUES (?, ?, ?, ?, ?, ?)`;
const TAKE = `
  UPDATE order_deliveries SET tries = tries + 1, next_try_ms = ?
  WHERE order_id = ? AND kind = ? AND refund_key = ? AND state = 'owed' AND tries = ?
  RETURNING tries`;
const SETTLE = `
  UPDATE order_deliveries SET state = ?, failing_ms = failing_ms + ?, next_try_ms = ?
  WHERE order_id = ? AND kind = ? AND refund_key = ? AND state = 'owed'`;
