import { setTimeout } from "node:timers/promises";
import { reached } from "@hipstershop/service";
import type { Dependencies } from "./dependencies.ts";
import { isUnderWay } from "./store/order-state.ts";
import type { StoredOrder } from "./store/stored-order.ts";

/** How often to look at an order that another works on, in milliseconds. */
const LOOK_MS = 50;

/** Waits until an order has ended, or the time is over, and returns it as it is then. */
export async function waitForEnd(
  { orders }: Dependencies,
  { userId, id }: StoredOrder,
  { endMs, signal }: { readonly endMs: number; readonly signal: AbortSignal },
): Promise<StoredOrder> {
  for (;;) {
    const order = await reached("order", orders.find(userId, id));
    if (!order) throw new Error(`Order ${id} has gone`);
    if (!isUnderWay(order) || performance.now() >= endMs) return order;
    await setTimeout(LOOK_MS);
    signal.throwIfAborted();
  }
}
