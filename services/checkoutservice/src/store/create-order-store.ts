import { toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Database, type Sql, type SqlValue, settle } from "@hipstershop/database";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { owe, owedBy } from "./delivery-store.ts";
import { isEarlierKey } from "./earlier-orders.ts";
import { addEvent } from "./event-log.ts";
import { UNDER_WAY } from "./order-database.ts";
import type { OrderLease, OrderStore } from "./order-store.ts";
import { readStanding } from "./standing.ts";
import { ORDER_COLUMNS, type StoredOrder, toOrder } from "./stored-order.ts";

/** Returns the orders in a database. `date` tells the time in milliseconds since the epoch. */
export function createOrderStore(
  database: Database,
  { date = () => Date.now() }: { readonly date?: () => number } = {},
): OrderStore {
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
    return (await sql(NAME, userId, key, id)).length > 0;
  }

  /**
   * Notes that a user begins an order. Returns false when the user has begun another since. From here
   * on no other can begin before the transaction ends.
   */
  async function count(sql: Sql, userId: string, begunBefore: number): Promise<boolean> {
    return (await sql(COUNT, userId, begunBefore)).length > 0;
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
      return (await rows(FIND, userId, orderId))[0];
    },
    async get(orderId) {
      return (await rows(GET, orderId))[0];
    },
    async findByKey(userId, key) {
      const row = await database.read(async (sql) => {
        const [found] = await sql(FIND_BY_KEY, userId, key);
        if (!found) await checkFree(sql, userId, key);
        return found;
      });
      if (!row) return undefined;
      return row.id === null ? "forbidden" : toOrder(row);
    },
    async findByCart(userId, cartVersion) {
      return (await rows(FIND_BY_CART, userId, cartVersion))[0];
    },
    readStanding: (userId, key) =>
      database.read(async (sql) => {
        const standing = await readStanding(sql, userId, key);
        if (!standing.known && key !== "") await checkFree(sql, userId, key);
        return standing;
      }),
    begin({ userId, key, cartVersion, begunBefore, email, result }) {
      const now = date();
      const bytes = toBinary(OrderResultSchema, result);
      const id = result.orderId;
      const values = [id, userId, cartVersion || null, email, bytes, now, now];
      return unlessUndone(
        settle(database, async (sql) => {
          if (!(await count(sql, userId, begunBefore))) {
            // An earlier try may have been committed without an answer.
            return (await sql(FIND, userId, id)).map(toOrder)[0];
          }
          const order = await changeState(sql, BEGIN, ...values);
          if (order && (key === "" || (await name(sql, userId, key, id)))) return order;
          throw UNDO;
        }),
      );
    },
    beginAgain({ id, epoch }, { userId, cartVersion, begunBefore, email, result }) {
      const version = cartVersion || null;
      const bytes = toBinary(OrderResultSchema, result);
      const values = [version, email, bytes, date(), id, epoch, userId, version];
      return unlessUndone(
        database.transaction(async (sql) => {
          if (!(await count(sql, userId, begunBefore))) return undefined;
          const order = await changeState(sql, BEGIN_AGAIN, ...values);
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
        return (await changeState(sql, GIVE_UP, date(), id, epoch)) !== undefined;
      }),
    move(order, state, changes = {}) {
      const { id, userId, epoch } = order;
      const now = date();
      const moved = { ...order, ...changes, state, tries: 0, failingMs: 0, changedMs: now };
      // Absent, it stays as it is.
      const bytes = changes.result ? toBinary(OrderResultSchema, changes.result) : null;
      const values = [state, bytes, Number(moved.authorized), now, id, order.state, epoch];
      return settle(database, async (sql) => {
        const changed = await sql(MOVE, ...values);
        // An earlier try may have been committed without an answer.
        if (changed.length === 0) return (await sql(FIND_MOVED, id, state, epoch)).map(toOrder)[0];
        await addEvent(sql, id, state, now);
        for (const each of owedBy(moved)) await owe(sql, each, userId, now);
        return moved;
      });
    },
    cancel: (orderId) => database.transaction((sql) => changeState(sql, CANCEL, date(), orderId)),

    listUnderWay: () => database.read((sql) => sql<OrderLease>(LIST_UNDER_WAY)),
    take: ({ id, epoch, beat }) =>
      database.transaction(async (sql) => {
        const [row] = await sql(TAKE, id, epoch, beat);
        return row && toOrder(row);
      }),
    beat: ({ id, epoch }) => change(BEAT, id, epoch),
    release: ({ id, epoch }, failedMs, nextTryMs) =>
      change(RELEASE, Math.round(failedMs), nextTryMs, id, epoch),

    listOf: (userId, limit) => rows(LIST_OF, userId, limit),
    listPlaced: (userId, limit) => rows(LIST_PLACED, userId, limit),
    listAll: (afterNumber, limit) => rows(LIST_ALL, afterNumber, limit),
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

const SELECT = `SELECT ${ORDER_COLUMNS} FROM order_states`;
const RETURNING = `RETURNING ${ORDER_COLUMNS}`;

const FIND = `${SELECT} WHERE user_id = ? AND id = ?`;
const GET = `${SELECT} WHERE id = ?`;
const FIND_MOVED = `${SELECT} WHERE id = ? AND state = ? AND epoch = ?`;
const FIND_BY_KEY = `
  SELECT orders.* FROM order_keys LEFT JOIN (${SELECT}) AS orders ON orders.id = order_id
  WHERE order_keys.user_id = ? AND idempotency_key = ?`;
const FIND_BY_CART = `
  ${SELECT} WHERE user_id = ? AND cart_version = ? AND state NOT IN ('refused', 'canceled')`;
const COUNT = `
  INSERT INTO order_users (user_id, begun) VALUES (?, 1)
  ON CONFLICT (user_id) DO UPDATE SET begun = order_users.begun + 1 WHERE order_users.begun = ?
  RETURNING begun`;
const BEGIN = `
  INSERT INTO order_states (id, user_id, cart_version, email, result, state, begun_ms, changed_ms)
  VALUES (?, ?, ?, ?, ?, 'authorizing', ?, ?) ON CONFLICT DO NOTHING ${RETURNING}`;
const NAME = `
  INSERT INTO order_keys (user_id, idempotency_key, order_id) VALUES (?, ?, ?)
  ON CONFLICT DO NOTHING RETURNING user_id`;

const BEGIN_AGAIN = `
  UPDATE order_states SET state = 'authorizing', cart_version = ?, email = ?, result = ?,
    epoch = epoch + 1, beat = 1, tries = 0, failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state = 'refused' AND epoch = ? AND NOT EXISTS (
    SELECT 1 FROM order_states
    WHERE user_id = ? AND (${UNDER_WAY}
      OR (cart_version = ? AND state NOT IN ('refused', 'canceled'))))
  ${RETURNING}`;

const MOVE = `
  UPDATE order_states SET state = ?, result = coalesce(?, result), authorized = ?, tries = 0,
    failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state = ? AND epoch = ? RETURNING number`;
// What was refused has nothing to give back. What an earlier release has charged goes on.
const CANCEL = `
  UPDATE order_states SET
    state = CASE state WHEN 'refused' THEN 'canceled' ELSE 'canceling' END,
    epoch = epoch + 1, beat = 1, tries = 0, failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state IN ('authorizing', 'shipping', 'refused')
    AND earlier_transaction_id IS NULL ${RETURNING}`;

const GIVE_UP = `
  UPDATE order_states SET state = 'canceled', epoch = epoch + 1, changed_ms = ?
  WHERE id = ? AND state = 'refused' AND epoch = ? ${RETURNING}`;
const LIST_UNDER_WAY = `
  SELECT id, epoch, beat, next_try_ms AS "nextTryMs" FROM order_states WHERE ${UNDER_WAY}`;
const TAKE = `
  UPDATE order_states SET epoch = epoch + 1, beat = 1
  WHERE id = ? AND epoch = ? AND beat = ? AND ${UNDER_WAY} ${RETURNING}`;
const BEAT = "UPDATE order_states SET beat = beat + 1 WHERE id = ? AND epoch = ?";
const RELEASE = `
  UPDATE order_states SET beat = 0, tries = tries + 1, failing_ms = failing_ms + ?,
    next_try_ms = ?
  WHERE id = ? AND epoch = ?`;

const LIST_OF = `${SELECT} WHERE user_id = ? ORDER BY number DESC LIMIT ?`;
// Chosen by number, which an index has: a long history is not sorted each time.
const LIST_PLACED = `
  SELECT * FROM (${SELECT} WHERE user_id = ? AND state = 'placed' ORDER BY number DESC LIMIT ?)
  AS newest ORDER BY "changedMs" DESC, number DESC`;
const LIST_ALL = `${SELECT} WHERE number > ? ORDER BY number LIMIT ?`;
