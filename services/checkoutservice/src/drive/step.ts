import type { ConnectError } from "@connectrpc/connect";
import type { CreditCardInfo } from "@hipstershop/proto/hipstershop/payment";
import type { Dependencies } from "../dependencies.ts";
import type { StoredOrder } from "../store/stored-order.ts";

/**
 * Does what the state of an order names, and moves the order on. Whatever it asks of others may be
 * asked again. Throws a ConnectError when that is to be tried again later.
 */
export type Step = (
  deps: Dependencies,
  order: StoredOrder,
  card: CardInHand | undefined,
) => Promise<StepResult>;

/** What came of a step. */
export interface StepResult {
  /** The order as it is now. Undefined when another has taken it over. */
  readonly order: StoredOrder | undefined;
  /** Why it was refused, or is being canceled. */
  readonly failure?: ConnectError;
}

/** The card of a customer who waits. It is kept nowhere else. */
export interface CardInHand {
  readonly card: CreditCardInfo;
  /** Whether an earlier request with a card may still be on its way. */
  readonly triedBefore: boolean;
  /** Until when it may be used, by `performance.now()`. */
  readonly untilMs: number;
}
