import { fromBinary } from "@bufbuild/protobuf";
import type { Row } from "@hipstershop/database";
import { type OrderResult, OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import type { OrderState } from "./order-state.ts";

/** An order as it stood when it was read. */
export interface StoredOrder {
  /** Counts the orders, in which they were begun. */
  readonly number: number;
  readonly id: string;
  readonly userId: string;
  readonly state: OrderState;
  /** How often it has changed hands. */
  readonly epoch: number;
  /** Zero when nobody holds it. */
  readonly beat: number;
  /** The version of the cart that it was made of, if the cart had one. */
  readonly cartVersion: string | null;
  /** Empty for an order of an earlier release, which kept no address. */
  readonly email: string;
  readonly result: OrderResult;
  /** How often the present state was tried in vain, and for how long, in milliseconds. */
  readonly tries: number;
  readonly failingMs: number;
  /** Whether money is known to have been kept aside. */
  readonly authorized: boolean;
  /** The charge of an order that an earlier release has charged and not placed. */
  readonly earlierTransactionId: string | null;
  /** Whether an earlier release has placed it. */
  readonly beforeLedger: boolean;
  /** In milliseconds since the epoch, and so is the time of the last change of the state. */
  readonly begunMs: number;
  readonly changedMs: number;
}

/** What `toOrder` reads. */
export const ORDER_COLUMNS = `number, id, user_id AS "userId", state, epoch, beat,
  cart_version AS "cartVersion", email, result, tries, failing_ms AS "failingMs", authorized,
  earlier_transaction_id AS "earlierTransactionId", before_ledger AS "beforeLedger",
  begun_ms AS "begunMs", changed_ms AS "changedMs"`;

/** Returns the order in a row. */
export function toOrder(row: Row): StoredOrder {
  return {
    ...(row as unknown as StoredOrder),
    result: fromBinary(OrderResultSchema, row.result as Uint8Array),
    authorized: row.authorized === 1,
    beforeLedger: row.beforeLedger === 1,
  };
}
