import type { Database, Sql } from "@hipstershop/database";
import type { OrderState } from "./order-state.ts";

/** A change of the state of an order. */
export interface OrderEvent {
  readonly orderId: string;
  readonly state: OrderState;
  /** In milliseconds since the epoch. */
  readonly atMs: number;
  readonly place: EventPlace;
}

/** The place of an event in the order of commits. */
export interface EventPlace {
  /** The transaction, where ids are not in the order of commits. Else 0. */
  readonly xid: number;
  readonly id: number;
}

/** The changes of all orders, in the order in which they were written for all to see. */
export interface EventLog {
  /** Returns events after a place, the earliest first. */
  read(after: EventPlace, limit: number): Promise<OrderEvent[]>;
  /** Removes at most `limit` of the oldest events, if before a time, and returns how many. */
  prune(beforeMs: number, limit: number): Promise<number>;
}

/** Returns the events in a database. */
export function createEventLog(database: Database): EventLog {
  const postgres = database.kind === "postgres";
  return {
    async read({ xid, id }, limit) {
      const rows = await database.read((sql) =>
        postgres
          ? sql<EventRow>(READ_BY_COMMIT, xid, id, limit)
          : sql<EventRow>(READ_BY_ID, id, limit),
      );
      return rows.map(({ xid, id, ...event }) => ({ ...event, place: { xid, id } }));
    },
    async prune(beforeMs, limit) {
      return (await database.transaction((sql) => sql(PRUNE, limit, beforeMs))).length;
    },
  };
}

type EventRow = Omit<OrderEvent, "place"> & EventPlace;

/** Writes an event, in the transaction of the change that it tells of. */
export async function addEvent(
  sql: Sql,
  orderId: string,
  state: OrderState,
  atMs: number,
): Promise<void> {
  await sql(ADD, orderId, state, atMs);
}

const ADD = "INSERT INTO order_events (order_id, state, at_ms) VALUES (?, ?, ?)";
const COLUMNS = `id, order_id AS "orderId", state, at_ms AS "atMs"`;
// SQLite has one writer at a time, so that its ids are in the order of commits.
const READ_BY_ID = `
  SELECT 0 AS xid, ${COLUMNS} FROM order_events WHERE id > ? ORDER BY id LIMIT ?`;
// In PostgreSQL a transaction with a lower id may be committed later. Those that may still come are
// at or above the xmin of the snapshot.
const READ_BY_COMMIT = `
  SELECT xid, ${COLUMNS} FROM order_events
  WHERE (xid, id) > (?, ?) AND xid < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
  ORDER BY xid, id LIMIT ?`;
// The last one stays, so that no id is used twice.
const PRUNE = `
  DELETE FROM order_events
  WHERE id IN (SELECT id FROM order_events ORDER BY id LIMIT ?) AND at_ms < ?
    AND id < (SELECT max(id) FROM order_events)
  RETURNING id`;
