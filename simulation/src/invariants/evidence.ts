import type { Books } from "@hipstershop/books";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import type { Order, WatchOrdersResponse } from "@hipstershop/proto/hipstershop/checkout";
import type { SendOrderConfirmationRequest } from "@hipstershop/proto/hipstershop/email";
import type { Diary } from "../customers/diary.ts";

/** What is known of a shop that is at rest: its books, and what its customers can tell. */
export interface Evidence {
  readonly books: Books;
  readonly visits: readonly Visit[];
  /** The changes of state, as they are told to those who watch. */
  readonly events: readonly WatchOrdersResponse[];
  /** The confirmations that were mailed. */
  readonly mails: readonly SendOrderConfirmationRequest[];
  /** What went wrong: nothing, or no more than that all stood still for a while, or anything. */
  readonly day: "calm" | "interrupted" | "bad";
  /** All that was logged, mailed or told to a customer as an error, and what stands in the files. */
  readonly texts: readonly string[];
}

/** What one customer did, was told, and has now. */
export interface Visit {
  readonly diary: Diary;
  /** What is in the cart. */
  readonly cart: readonly CartItem[];
  /** By the keys that the customer used; undefined where the shop knows no order of that key. */
  readonly orders: ReadonlyMap<string, Order | undefined>;
}

/** Returns what is wrong, a sentence each that begins with the guarantee: "G1 ...". */
export type Invariant = (evidence: Evidence) => string[];
