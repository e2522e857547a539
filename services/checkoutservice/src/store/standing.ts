import type { Row, Sql } from "@hipstershop/database";
import { UNDER_WAY } from "./order-database.ts";
import { ORDER_COLUMNS, type StoredOrder, toOrder } from "./stored-order.ts";

/** What stands before a new order of a user, all at one moment. */
export interface Standing {
  /** The order that the key names; "forbidden" says that it may never name one. */
  readonly known?: StoredOrder | "forbidden";
  /** The order of the user that has not ended. */
  readonly underWay?: StoredOrder;
  /** Whether earlier orders have still to take out of the cart what they ordered. */
  readonly owesCart: boolean;
  /** A number that is a greater one after each order that the user begins. */
  readonly begun: number;
}

/** Reads in one statement what stands before a new order. The empty key names none. */
export async function readStanding(sql: Sql, userId: string, key: string): Promise<Standing> {
  const rows = await sql<FactRow>(READ, userId, userId, userId, key, userId);
  const of = (fact: string) => rows.find((row) => row.fact === fact);
  const { begun, owesCart } = of("user") as FactRow;
  const [named, underWay] = [of("key"), of("under way")];
  return {
    begun,
    owesCart: owesCart === 1,
    ...(named && { known: named.id === null ? "forbidden" : orderIn(named) }),
    ...(underWay && { underWay: orderIn(underWay) }),
  };
}

/** A fact, with the order that it is about if it is about one. */
type FactRow = Row & {
  readonly fact: string;
  readonly begun: number;
  readonly owesCart: number;
};

function orderIn({ fact: _fact, begun: _begun, owesCart: _owes, ...order }: FactRow): StoredOrder {
  return toOrder(order);
}

const READ = `
  SELECT fact, ${ORDER_COLUMNS},
    coalesce((SELECT begun FROM order_users WHERE user_id = ?), 0) AS begun,
    EXISTS (SELECT 1 FROM order_deliveries
      WHERE state = 'owed' AND kind = 'cart' AND user_id = ?) AS "owesCart"
  FROM (
    SELECT 'user' AS fact, NULL AS order_id
    UNION ALL
    SELECT 'key', order_id FROM order_keys WHERE user_id = ? AND idempotency_key = ?
    UNION ALL
    SELECT 'under way', id FROM order_states WHERE user_id = ? AND ${UNDER_WAY}
  ) AS facts LEFT JOIN order_states ON id = order_id`;
