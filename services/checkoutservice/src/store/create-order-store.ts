import { toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Database, type Sql, type SqlValue, settle } from "@hipstershop/database";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { owe, owedBy } from "./delivery-store.ts";
import { isEarlierKey } from "./earlier-orders.ts";
import { addEvent } from "./event-log.ts";
import { ORDER_STATEMENTS as SQL } from "./order-statements.ts";
import type { OrderLease, OrderStore } from "./order-store.ts";
import { readStanding } from "./standing.ts";
import { type StoredOrder, toOrder } from "./stored-order.ts";

/** Returns the orders in a database. */
export function createOrderStore(database: Database): OrderStore {
  async function rows(text: string, ...values: SqlValue[]): Promise<StoredOrder[]> {
    return (await database.read((sql) => sql(text, ...values))).map(toOrder);
  }

  async function change(text: string, ...values: SqlValue[]): Promise<void> {
    await database.transaction((sql) => sql(text, ...values));
  }

  const isEarlier = async (sql: Sql, userId: string, key: string) =>
    database.kind === "sqlite" && (await isEarlierKey(sql, userId, key));

  /** Throws when a key, which names no order yet, is in the hands of an earlier release. */
  async function checkFree(sql: Sql, userId: string, key: string): Promise<void> {
    if (!(await isEarlier(sql, userId, key))) return;
    throw new ConnectError("an earlier release has the order in hand", Code.Unavailable);
  }

  /** Makes a key name an order, or none for ever. Returns false when it is known already. */
  async function name(sql: Sql, userId: string, key: string, id: string | null): Promise<boolean> {
    if (await isEarlier(sql, userId, key)) return false;
    return (await sql(SQL.name, userId, key, id)).length > 0;
  }

  /**
   * Notes that a user begins an order. Returns false when the user has begun another since. From here
   * on no other can begin before the transaction ends.
   */
  async function count(sql: Sql, userId: string, begunBefore: number): Promise<boolean> {
    return (await sql(SQL.count, userId, begunBefore)).length > 0;
  }

  /** Runs a statement that changes the state of at most one order, which it returns. */
  async function changeState(
    sql: Sql,
    text: string,
    ...values: SqlValue[]
  ): Promise<StoredOrder | undefined> {
    const [row] = await sql(text, ...values);
    if (!row) return undefined;
    const order = toOrder(row);
    await addEvent(sql, order.id, order.state, order.changedMs);
    return order;
  }

  return {
    async find(userId, orderId) {
      return (await rows(SQL.find, userId, orderId))[0];
    },
    async get(orderId) {
      return (await rows(SQL.get, orderId))[0];
    },
    async findByKey(userId, key) {
      const row = await database.read(async (sql) => {
        const [found] = await sql(SQL.findByKey, userId, key);
        if (!found) await checkFree(sql, userId, key);
        return found;
      });
      if (!row) return undefined;
      return row.id === null ? "forbidden" : toOrder(row);
    },
    async findByCart(userId, cartVersion) {
      return (await rows(SQL.findByCart, userId, cartVersion))[0];
    },
    readStanding: (userId, key) =>
      database.read(async (sql) => {
        const standing = await readStanding(sql, userId, key);
        if (!standing.known && key !== "") await checkFree(sql, userId, key);
        return standing;
      }),
    begin({ userId, key, cartVersion, begunBefore, email, result }) {
      const now = Date.now();
      const bytes = toBinary(OrderResultSchema, result);
      const id = result.orderId;
      const values = [id, userId, cartVersion || null, email, bytes, now, now];
      return unlessUndone(
        settle(database, async (sql) => {
          if (!(await count(sql, userId, begunBefore))) {
            // An earlier try may have been committed without an answer.
            return (await sql(SQL.find, userId, id)).map(toOrder)[0];
          }
          const order = await changeState(sql, SQL.begin, ...values);
          if (order && (key === "" || (await name(sql, userId, key, id)))) return order;
          throw UNDO;
        }),
      );
    },
    beginAgain({ id, epoch }, { userId, cartVersion, begunBefore, email, result }) {
      const version = cartVersion || null;
      const bytes = toBinary(OrderResultSchema, result);
      const values = [version, email, bytes, Date.now(), id, epoch, userId, version];
      return unlessUndone(
        database.transaction(async (sql) => {
          if (!(await count(sql, userId, begunBefore))) return undefined;
          const order = await changeState(sql, SQL.beginAgain, ...values);
          if (order) return order;
          throw UNDO;
        }),
      );
    },
    async nameAlso(userId, key, orderId) {
      await database.transaction((sql) => name(sql, userId, key, orderId));
    },
    async forbid(userId, key) {
      await database.transaction((sql) => name(sql, userId, key, null));
    },
    spend: (userId, key, refused) =>
      database.transaction(async (sql) => {
        if (!refused) return await name(sql, userId, key, null);
        const { id, epoch } = refused;
        return (await changeState(sql, SQL.giveUp, Date.now(), id, epoch)) !== undefined;
      }),
    move(order, state, changes = {}) {
      const { id, userId, epoch } = order;
      const now = Date.now();
      const moved = { ...order, ...changes, state, tries: 0, failingMs: 0, changedMs: now };
      // Absent, it stays as it is.
      const bytes = changes.result ? toBinary(OrderResultSchema, changes.result) : null;
      const values = [state, bytes, Number(moved.authorized), now, id, order.state, epoch];
      return settle(database, async (sql) => {
        const changed = await sql(SQL.move, ...values);
        // An earlier try may have been committed without an answer.
        if (changed.length === 0)
          return (await sql(SQL.findMoved, id, state, epoch)).map(toOrder)[0];
        await addEvent(sql, id, state, now);
        for (const each of owedBy(moved)) await owe(sql, each, userId, now);
        return moved;
      });
    },
    cancel: (orderId) =>
      database.transaction((sql) => changeState(sql, SQL.cancel, Date.now(), orderId)),

    listUnderWay: () => database.read((sql) => sql<OrderLease>(SQL.listUnderWay)),
    take: ({ id, epoch, beat }) =>
      database.transaction(async (sql) => {
        const [row] = await sql(SQL.take, id, epoch, beat);
        return row && toOrder(row);
      }),
    beat: ({ id, epoch }) => change(SQL.beat, id, epoch),
    release: ({ id, epoch }, failedMs, nextTryMs) =>
      change(SQL.release, Math.round(failedMs), nextTryMs, id, epoch),

    listOf: (userId, limit) => rows(SQL.listOf, userId, limit),
    listPlaced: (userId, limit) => rows(SQL.listPlaced, userId, limit),
    listAll: (afterNumber, limit) => rows(SQL.listAll, afterNumber, limit),
    listNewest: (beforeNumber, limit) =>
      rows(SQL.listNewest, beforeNumber || Number.MAX_SAFE_INTEGER, limit),
  };
}

/** Undoes a transaction that began no order. */
const UNDO = new Error("Another request came before");

function unlessUndone<T>(result: Promise<T>): Promise<T | undefined> {
  return result.catch((error: unknown) => {
    if (error === UNDO) return undefined;
    throw error;
  });
}
