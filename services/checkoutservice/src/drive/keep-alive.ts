import { runOutsideCallContext } from "@hipstershop/rpc";
import type { OrderStore } from "../store/order-store.ts";
import type { StoredOrder } from "../store/stored-order.ts";

/** How often the holder of an order shows that it lives, in milliseconds. */
const BEAT_MS = 1_000;

/** Raises the number of an order that is held every second, until it is disposed. */
export function keepAlive(orders: OrderStore, order: StoredOrder): Disposable {
  const heartbeat = setInterval(() => {
    // The next change of this order meets the same error, and can report it.
    runOutsideCallContext(() => orders.beat(order)).catch(() => {});
  }, BEAT_MS).unref();
  return { [Symbol.dispose]: () => clearInterval(heartbeat) };
}
