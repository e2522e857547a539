import type { Answer } from "./answer.ts";
import type { Card } from "./order-request.ts";

/** What a customer did, and was told. */
export interface Diary {
  readonly userId: string;
  /** The name of the habit. */
  readonly habit: string;
  /** What was put into the cart, and is certain to have been. */
  readonly added: { readonly productId: string; readonly quantity: number }[];
  /** Every answer about an order, in the order in which they came. */
  readonly told: Told[];
  /** What the errors said. */
  readonly errors: string[];
  /** The keys of the refunds that were said to be done, and the ids of their orders. */
  readonly refunded: Map<string, string>;
  /** Whether something was taken out of the cart again. */
  tookOut: boolean;
}

/** An answer about an order. */
export interface Told extends Answer {
  /** The key that the order was placed with. Empty, it had none. */
  readonly key: string;
  /** Absent where it was only asked what becomes of the order. */
  readonly card?: Card;
  /** When it was asked for, and when it came, by the customer's monotonic clock. */
  readonly fromMs: number;
  readonly untilMs: number;
}

/** Begins a diary. */
export function createDiary(userId: string, habit: string): Diary {
  return { userId, habit, added: [], told: [], errors: [], refunded: new Map(), tookOut: false };
}
