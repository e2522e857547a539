import { failpoint, reached } from "@hipstershop/service";
import type { Dependencies } from "../dependencies.ts";
import type { OrderState } from "../store/order-state.ts";
import type { OrderChanges } from "../store/order-store.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import type { StepResult } from "./step.ts";

/** Moves an order on, as the end of a step. */
export async function move(
  { orders }: Dependencies,
  order: StoredOrder,
  state: OrderState,
  changes?: OrderChanges,
): Promise<StepResult> {
  const moved = await reached("order", orders.move(order, state, changes));
  await failpoint(FAILPOINTS[state]);
  return { order: moved };
}

const FAILPOINTS: Readonly<Record<OrderState, string>> = {
  authorizing: "checkout-after-authorize-intent",
  shipping: "checkout-after-ship-intent",
  capturing: "checkout-after-capture-intent",
  placed: "checkout-after-placed",
  refused: "checkout-after-refused",
  canceling: "checkout-after-cancel-intent",
  canceled: "checkout-after-canceled",
};
