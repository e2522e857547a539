import { UNDER_WAY } from "./order-database.ts";
import { ORDER_COLUMNS } from "./stored-order.ts";

const SELECT = `SELECT ${ORDER_COLUMNS} FROM order_states`;
const RETURNING = `RETURNING ${ORDER_COLUMNS}`;

/** The statements of the order store. */
export const ORDER_STATEMENTS = {
  find: `${SELECT} WHERE user_id = ? AND id = ?`,
  get: `${SELECT} WHERE id = ?`,
  findMoved: `${SELECT} WHERE id = ? AND state = ? AND epoch = ?`,
  findByKey: `
  SELECT orders.* FROM order_keys LEFT JOIN (${SELECT}) AS orders ON orders.id = order_id
  WHERE order_keys.user_id = ? AND idempotency_key = ?`,
  findByCart: `
  ${SELECT} WHERE user_id = ? AND cart_version = ? AND state NOT IN ('refused', 'canceled')`,
  count: `
  INSERT INTO order_users (user_id, begun) VALUES (?, 1)
  ON CONFLICT (user_id) DO UPDATE SET begun = order_users.begun + 1 WHERE order_users.begun = ?
  RETURNING begun`,
  begin: `
  INSERT INTO order_states (id, user_id, cart_version, email, result, state, begun_ms, changed_ms)
  VALUES (?, ?, ?, ?, ?, 'authorizing', ?, ?) ON CONFLICT DO NOTHING ${RETURNING}`,
  name: `
  INSERT INTO order_keys (user_id, idempotency_key, order_id) VALUES (?, ?, ?)
  ON CONFLICT DO NOTHING RETURNING user_id`,

  beginAgain: `
  UPDATE order_states SET state = 'authorizing', cart_version = ?, email = ?, result = ?,
    epoch = epoch + 1, beat = 1, tries = 0, failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state = 'refused' AND epoch = ? AND NOT EXISTS (
    SELECT 1 FROM order_states
    WHERE user_id = ? AND (${UNDER_WAY}
      OR (cart_version = ? AND state NOT IN ('refused', 'canceled'))))
  ${RETURNING}`,

  move: `
  UPDATE order_states SET state = ?, result = coalesce(?, result), authorized = ?, tries = 0,
    failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state = ? AND epoch = ? RETURNING number`,
  // What was refused has nothing to give back. What an earlier release has charged goes on.
  cancel: `
  UPDATE order_states SET
    state = CASE state WHEN 'refused' THEN 'canceled' ELSE 'canceling' END,
    epoch = epoch + 1, beat = 1, tries = 0, failing_ms = 0, changed_ms = ?
  WHERE id = ? AND state IN ('authorizing', 'shipping', 'refused')
    AND earlier_transaction_id IS NULL ${RETURNING}`,

  giveUp: `
  UPDATE order_states SET state = 'canceled', epoch = epoch + 1, changed_ms = ?
  WHERE id = ? AND state = 'refused' AND epoch = ? ${RETURNING}`,
  listUnderWay: `
  SELECT id, epoch, beat, next_try_ms AS "nextTryMs" FROM order_states WHERE ${UNDER_WAY}`,
  take: `
  UPDATE order_states SET epoch = epoch + 1, beat = 1
  WHERE id = ? AND epoch = ? AND beat = ? AND ${UNDER_WAY} ${RETURNING}`,
  beat: "UPDATE order_states SET beat = beat + 1 WHERE id = ? AND epoch = ?",
  release: `
  UPDATE order_states SET beat = 0, tries = tries + 1, failing_ms = failing_ms + ?,
    next_try_ms = ?
  WHERE id = ? AND epoch = ?`,

  listOf: `${SELECT} WHERE user_id = ? ORDER BY number DESC LIMIT ?`,
  // Chosen by number, which an index has: a long history is not sorted each time.
  listPlaced: `
  SELECT * FROM (${SELECT} WHERE user_id = ? AND state = 'placed' ORDER BY number DESC LIMIT ?)
  AS newest ORDER BY "changedMs" DESC, number DESC`,
  listAll: `${SELECT} WHERE number > ? ORDER BY number LIMIT ?`,
  listNewest: `${SELECT} WHERE number < ? ORDER BY number DESC LIMIT ?`,
} as const;
