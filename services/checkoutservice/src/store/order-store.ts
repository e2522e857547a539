import type { OrderResult } from "@hipstershop/proto/hipstershop/order";
import type { OrderState } from "./order-state.ts";
import type { Standing } from "./standing.ts";
import type { StoredOrder } from "./stored-order.ts";

/**
 * Keeps orders, each moved by one holder at a time in all processes that share the database. Its
 * methods reject with the error of the database, and then nothing or all of a change was written.
 */
export interface OrderStore {
  find(userId: string, orderId: string): Promise<StoredOrder | undefined>;
  /** Returns the order of an id, whosever it is. */
  get(orderId: string): Promise<StoredOrder | undefined>;
  /**
   * Returns the order that a key names; "forbidden" says that it may never name one. Rejects with a
   * ConnectError UNAVAILABLE while an earlier release has the order.
   */
  findByKey(userId: string, key: string): Promise<StoredOrder | "forbidden" | undefined>;
  /** Returns the order of a version of a cart that is neither refused nor canceled. */
  findByCart(userId: string, cartVersion: string): Promise<StoredOrder | undefined>;
  /**
   * Returns what stands before a new order of a user. Rejects with a ConnectError UNAVAILABLE while an
   * earlier release has an order of the key.
   */
  readStanding(userId: string, key: string): Promise<Standing>;
  /**
   * Begins an order, `authorizing` and held by the caller. Undefined when another request came
   * before it: its key is known, its user has begun another order, or its cart was ordered.
   */
  begin(order: NewOrder): Promise<StoredOrder | undefined>;
  /** Does the same with an order that was refused, and gives it a new content. */
  beginAgain(refused: StoredOrder, order: NewOrder): Promise<StoredOrder | undefined>;
  /** Makes a key name an order that another key, or none, has begun. */
  nameAlso(userId: string, key: string, orderId: string): Promise<void>;
  /** Makes a key name no order for ever. Does nothing when it names one. */
  forbid(userId: string, key: string): Promise<void>;
  /**
   * Makes a key name no order for ever or, where its order was refused, cancels that. False when
   * another request came before it.
   */
  spend(userId: string, key: string, refused: StoredOrder | undefined): Promise<boolean>;

  /**
   * Moves an order that the caller holds, and writes down what it owes then. Undefined when another
   * has taken it over.
   */
  move(
    order: StoredOrder,
    state: OrderState,
    changes?: OrderChanges,
  ): Promise<StoredOrder | undefined>;
  /** Takes an order from whoever holds it, if it can be canceled, and makes it `canceling`. */
  cancel(orderId: string): Promise<StoredOrder | undefined>;

  /** Returns what may have to be taken over, of all users. */
  listUnderWay(): Promise<OrderLease[]>;
  /** Takes an order that has not changed hands, and whose holder was not heard of, since then. */
  take(lease: OrderLease): Promise<StoredOrder | undefined>;
  /** Raises the number that shows that the holder lives. */
  beat(order: OrderHold): Promise<void>;
  /** Gives an order back: it is due at `nextTryMs`, and has failed for `failedMs` more. */
  release(order: OrderHold, failedMs: number, nextTryMs: number): Promise<void>;

  /** Returns the orders of a user, the last begun first. */
  listOf(userId: string, limit: number): Promise<StoredOrder[]>;
  /** Returns the placed orders of a user that were begun last, the last placed first. */
  listPlaced(userId: string, limit: number): Promise<StoredOrder[]>;
  /** Returns the orders after a number, in the order in which they were begun. */
  listAll(afterNumber: number, limit: number): Promise<StoredOrder[]>;
  /** Returns the orders before a number, the last begun first. 0 stands for the end. */
  listNewest(beforeNumber: number, limit: number): Promise<StoredOrder[]>;
}

/** What an order is begun with. */
export interface NewOrder {
  readonly userId: string;
  /** Empty when the caller gave none. */
  readonly key: string;
  readonly cartVersion: string;
  /**
   * What `Standing` said before the cart was read. An order that was begun since may have been placed,
   * and what it took out of the cart would be ordered again.
   */
  readonly begunBefore: number;
  readonly email: string;
  readonly result: OrderResult;
}

/** What changes with the state of an order. */
export interface OrderChanges {
  readonly result?: OrderResult;
  readonly authorized?: boolean;
}

/** What shows that an order has not changed hands. */
export type OrderHold = Pick<StoredOrder, "id" | "epoch">;

/** Who holds an order, and when it is due if nobody does. */
export interface OrderLease extends OrderHold {
  /** Zero when nobody holds it. */
  readonly beat: number;
  /** In milliseconds since the epoch. */
  readonly nextTryMs: number;
}
