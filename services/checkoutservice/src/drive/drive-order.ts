import { ConnectError } from "@connectrpc/connect";
import type { Dependencies } from "../dependencies.ts";
import type { OrderState } from "../store/order-state.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { authorize } from "./authorize.ts";
import { backOff } from "./back-off.ts";
import { cancel } from "./cancel.ts";
import { capture } from "./capture.ts";
import { keepAlive } from "./keep-alive.ts";
import { ship } from "./ship.ts";
import type { CardInHand, Step } from "./step.ts";

/** How far an order was driven. */
export interface Driven {
  /** The order as it was left: at its end, given back to be tried again, or taken by another. */
  readonly order: StoredOrder;
  /** Why it was left, or refused, or canceled. */
  readonly failure?: ConnectError;
}

/**
 * Drives an order that this process holds from state to state, from whichever it is in, until it is
 * at its end, another takes it over, or a call fails. Then it is given back, and recovery tries
 * again. Never rejects.
 */
export async function driveOrder(
  deps: Dependencies,
  held: StoredOrder,
  card?: CardInHand,
): Promise<Driven> {
  using _alive = keepAlive(deps.orders, held);
  let driven: Driven = { order: held };
  let startMs = performance.now();
  try {
    for (;;) {
      const step = STEPS[driven.order.state];
      if (!step) return driven;
      startMs = performance.now();
      const { order, failure = driven.failure } = await step(deps, driven.order, card);
      if (!order) return driven;
      driven = { order, ...(failure && { failure }) };
    }
  } catch (error) {
    const failure = ConnectError.from(error);
    await giveBack(deps, driven.order, failure, performance.now() - startMs);
    return { order: driven.order, failure: driven.failure ?? failure };
  }
}

/** What is done in each state. In the others there is nothing to do. */
const STEPS: Readonly<Partial<Record<OrderState, Step>>> = {
  authorizing: authorize,
  shipping: ship,
  capturing: capture,
  canceling: cancel,
};

async function giveBack(
  { orders, isUp, log }: Dependencies,
  order: StoredOrder,
  failure: ConnectError,
  lastedMs: number,
): Promise<void> {
  const { id: orderId, state } = order;
  const level = order.tries === 0 ? "warn" : "debug";
  log[level]({ orderId, state, err: failure }, "The order waits, and is tried again");
  const pauseMs = backOff(order.tries + 1);
  // An order waits for as long as shipping is away, but not for ever for one that only fails.
  const failedMs = state === "shipping" && isUp("shippingservice") ? lastedMs + pauseMs : 0;
  // Where it cannot be written, the lease runs out.
  await orders.release(order, failedMs, Date.now() + pauseMs).catch(() => {});
}
