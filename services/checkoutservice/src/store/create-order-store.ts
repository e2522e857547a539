import { toBinary } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Database, type Sql, type SqlValue, settle } from "@hipstershop/database";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { owe, owedBy } from "./delivery-store.ts";
import { isEarlierKey } from "./earlier-orders.ts";
import { addEvent } from "./event-log.ts";
import { UNDER_WAY } from "./order-database.ts";
import type { OrderLease, OrderStore } from "./order-store.ts";
import { ORDER_COLUMNS, type StoredOrder, toOrder } from "./stored-order.ts";

/** Returns the orders in a database. `date` tells the time in milliseconds since the epoch. */
export function createOrderStore(
  database: Database,
  { date = Date.now }: { readonly date?: () => number } = {},
): OrderStore {
  async function rows(text: string, ...values: SqlValue[]): Promise<StoredOrder[]> {
    return (await database.read((sql) => sql(text, ...values))).map(toOrder);
  }

  async function change(text: string, ...values: SqlValue[]): Promise<void> {
    await database.transaction((sql) => sql(text, ...values));
  }

  const isEarlier = async (sql: Sql, userId: string, key: string) =>
    database.kind === "sqlite" && (await isEarlierKey(sql, userId, key));

  /** Makes a key name an order, or none for ever. Returns false when it is known already. */
  async function name(sql: Sql, userId: string, key: string, id: string | null): Promise<boolean> {
    if (await isEarlier(sql, userId, key)) return false;
    return (await sql(NAME, userId, key, id)).length > 0;
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
        if (found || !(await isEarlier(sql, userId, key))) return found;
        throw new ConnectError("an earlier release has the order in hand", Code.Unavailable);
      });
      if (!row) return undefined;
      return row.id === null ? "forbidden" : toOrder(row);
    },
    async findByCart(userId, cartVersion) {
      return (await rows(FIND_BY_CART, userId, cartVersion))[0];
    },
    async findUnderWay(userId) {
      return (await rows(FIND_UNDER_WAY, userId))[0];
    },
    async countBegun(userId) {
      const [row] = await database.read((sql) => sql<{ begun: number }>(BEGUN, userId));
      return row?.begun ?? 0;
    },

    begin({ userId, key, cartVersion, begunBefore, email, result }) {
      const now = date();
      const bytes = toBinary(OrderResultSchema, result);
      const id = result.orderId;
      const version = cartVersion || null;
      const values = [id, userId, version, email, bytes, now, now, userId, begunBefore];
      return settle(database, async (sql) => {
        const order = await changeState(sql, BEGIN, ...values);
        // An earlier try may have been committed without an answer.
        if (!order) return (await sql(FIND, userId, id)).map(toOrder)[0];
        if (key === "" || (await name(sql, userId, key, id))) return order;
        // Undoes the order.
        throw KEY_TAKEN;
      }).catch((error: unknown) => {
        if (error === KEY_TAKEN) return undefined;
        throw error;
      });
    },
    beginAgain({ id, epoch }, { userId, cartVersion, begunBefore, email, result }) {
      const version = cartVersion || null;
      const bytes = toBinary(OrderResultSchema, result);
      const values = [version, email, bytes, date(), id, epoch, userId, begunBefore];
      return database.transaction((sql) =>
        changeState(sql, BEGIN_AGAIN, ...values, userId, version),
      );
    },
    async nameAlso(userId, key, orderId) {
      await database.transaction((sql) => name(sql, userId, key, orderId));
    },
    async forbid(userId, key) {
      await database.transaction((sql) => name(sql, userId, key, null));
    },

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

const KEY_TAKEN = new Error("The key of the order is known");

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
const FIND_UNDER_WAY = `${SELECT} WHERE user_id = ? AND ${UNDER_WAY}`;

// To begin again raises the epoch.
const BEGUN = `
  SELECT CAST(coalesce(count(*) + sum(epoch), 0) AS BIGINT) AS begun FROM order_states
  WHERE user_id = ?`;
const BEGIN = `
  INSERT INTO order_states (id, user_id, cart_version, email, result, state, begun_ms, changed_ms)
  SELECT ?, ?, ?, ?, ?, 'authorizing', ?, ? WHERE (${BEGUN}) = ?
  ON CONFLICT DO NOTHING ${RETURNING}`;
const NAME = `
  INSERT INTO order_keys (user_id, idempotency_key, order_id) VALUES (?, ?, ?)
  ON CONFLICT DO NOTHING RETURNING user_id`;

// In PostgreSQL another order may begin at the same time. Then an index fails the statement.
const BEGIN_AGAIN = `
  UPDATE order_states SET state = 'authorizing', cart_version = ?, email = ?, result = ?,
    epoch = epoch + 1, beat = 1, tries = 0, failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state = 'refused' AND epoch = ? AND (${BEGUN}) = ? AND NOT EXISTS (
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
const LIST_PLACED = `
  ${SELECT} WHERE user_id = ? AND state = 'placed' ORDER BY changed_ms DESC, number DESC LIMIT ?`;
const LIST_ALL = `${SELECT} WHERE number > ? ORDER BY number LIMIT ?`;
