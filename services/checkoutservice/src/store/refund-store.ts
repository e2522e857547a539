import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import { type Database, type Row, type Sql, settle } from "@hipstershop/database";
import { type OrderRefund, OrderRefundSchema } from "@hipstershop/proto/hipstershop/checkout";
import { MAX_PAUSE_MS, newDelivery, owe } from "./delivery-store.ts";
import type { StoredOrder } from "./stored-order.ts";

/** A refund as it stood when it was read. */
export interface StoredRefund {
  readonly orderId: string;
  /** `doneAt` is set once the money was given back. */
  readonly refund: OrderRefund;
  readonly tries: number;
}

/** Keeps the refunds of placed orders: each is asked for first, and done later. */
export interface RefundStore {
  listOf(orderIds: readonly string[]): Promise<StoredRefund[]>;
  /**
   * Asks for a refund, unless `check` throws, given all others of the order: none comes between.
   * Returns the one of the same key when there is one, whatever its content.
   */
  ask(
    orderId: string,
    refund: OrderRefund,
    check: (before: readonly OrderRefund[]) => void,
  ): Promise<StoredRefund>;
  /** Returns refunds that are due, the first due first. */
  listDue(nowMs: number, limit: number): Promise<StoredRefund[]>;
  /** Begins a try, which others leave alone until `nextTryMs`. False when another was faster. */
  take(refund: StoredRefund, nextTryMs: number): Promise<boolean>;
  postpone(refund: StoredRefund, nextTryMs: number): Promise<void>;
  /** Writes down that the money was given back. From now on a mail about it is owed. */
  finish(refund: StoredRefund, order: StoredOrder): Promise<void>;
  /** Forgets a refund that was refused. */
  drop(refund: StoredRefund): Promise<void>;
}

/** Returns the refunds in a database. */
export function createRefundStore(database: Database): RefundStore {
  async function listOf(sql: Sql, orderId: string): Promise<StoredRefund[]> {
    return (await sql(LIST_OF, orderId)).map(toRefund);
  }

  return {
    listOf: (orderIds) =>
      database.read(async (sql) => {
        const found = await Promise.all(orderIds.map((id) => listOf(sql, id)));
        return found.flat();
      }),
    ask: (orderId, refund, check) =>
      settle(database, async (sql) => {
        // Locks the order, and with it the sum of its refunds.
        await sql(LOCK, orderId);
        const before = await listOf(sql, orderId);
        const key = refund.idempotencyKey;
        const same = before.find(({ refund }) => refund.idempotencyKey === key);
        if (same) return same;
        check(before.map(({ refund }) => refund));
        const bytes = toBinary(OrderRefundSchema, refund);
        await sql(ASK, orderId, key, bytes, Date.now() + MAX_PAUSE_MS);
        return { orderId, refund, tries: 1 };
      }),
    async listDue(nowMs, limit) {
      const rows = await database.read((sql) => sql(LIST_DUE, nowMs, nowMs + MAX_PAUSE_MS, limit));
      return rows.map(toRefund);
    },
    async take({ orderId, refund, tries }, nextTryMs) {
      const taken = await database.transaction((sql) =>
        sql(TAKE, nextTryMs, orderId, refund.idempotencyKey, tries),
      );
      return taken.length > 0;
    },
    async postpone({ orderId, refund }, nextTryMs) {
      await database.transaction((sql) => sql(POSTPONE, nextTryMs, orderId, refund.idempotencyKey));
    },
    finish: ({ orderId, refund: { idempotencyKey } }, { userId }) =>
      settle(database, async (sql) => {
        const done = await sql(FINISH, Date.now(), orderId, idempotencyKey);
        if (done.length === 0) return;
        await owe(sql, newDelivery(orderId, "update", idempotencyKey), userId, Date.now());
      }),
    async drop({ orderId, refund }) {
      await database.transaction((sql) => sql(DROP, orderId, refund.idempotencyKey));
    },
  };
}

function toRefund(row: Row): StoredRefund {
  const refund = fromBinary(OrderRefundSchema, row.refund as Uint8Array);
  if (row.doneMs !== null) refund.doneAt = timestampFromMs(Number(row.doneMs));
  return { orderId: `${row.orderId}`, refund, tries: Number(row.tries) };
}

const SELECT = `SELECT order_id AS "orderId", refund, done_ms AS "doneMs", tries FROM order_refunds`;
const LOCK = "UPDATE order_states SET epoch = epoch WHERE id = ? RETURNING epoch";
const LIST_OF = `${SELECT} WHERE order_id = ? ORDER BY refund_key`;
const LIST_DUE = `
  ${SELECT} WHERE done_ms IS NULL AND (next_try_ms <= ? OR next_try_ms > ?)
  ORDER BY next_try_ms LIMIT ?`;
const ASK = `
  INSERT INTO order_refunds (order_id, refund_key, refund, tries, next_try_ms)
  VALUES (?, ?, ?, 1, ?)`;
const NAMED = "order_id = ? AND refund_key = ? AND done_ms IS NULL";
const TAKE = `
  UPDATE order_refunds SET tries = tries + 1, next_try_ms = ?
  WHERE ${NAMED} AND tries = ? RETURNING tries`;
const POSTPONE = `UPDATE order_refunds SET next_try_ms = ? WHERE ${NAMED}`;
const FINISH = `UPDATE order_refunds SET done_ms = ? WHERE ${NAMED} RETURNING tries`;
const DROP = `DELETE FROM order_refunds WHERE ${NAMED}`;
