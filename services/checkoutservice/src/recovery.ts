import type { Dependencies } from "./dependencies.ts";
import { carryThrough } from "./drive/carry-through.ts";
import { deliver } from "./drive/deliver.ts";
import { giveMoneyBack } from "./drive/give-money-back.ts";
import { createLeaseWatch } from "./lease-watch.ts";
import { MAX_PAUSE_MS } from "./store/delivery-store.ts";
import type { OrderLease } from "./store/order-store.ts";
import type { StoredOrder } from "./store/stored-order.ts";

/** Brings to an end what other processes, or this one before it was started, have left. */
export interface Recovery {
  /**
   * Takes what is due, and works on it in the background. To be called every second, so that it
   * sees the signs of life of others. With `hurried` it takes what waits for its next try as well.
   */
  look(hurried?: boolean): Promise<void>;
}

/** How long the holder of an order may show no sign of life, in milliseconds. */
export const LEASE_MS = 5_000;
/** The most of each kind to take at one look. */
const MAX_TAKEN = 100;

/** Returns what recovers the orders of a store. `now` is a clock that nobody can set. */
export function createRecovery(
  deps: Dependencies,
  { now = () => performance.now() }: { readonly now?: () => number } = {},
): Recovery {
  const { orders, deliveries, refunds, background, traces, draining } = deps;
  const leases = createLeaseWatch(LEASE_MS, now);

  async function takeOrders(dueMs: number): Promise<void> {
    const underWay = await orders.listUnderWay();
    leases.observe(underWay.filter(({ beat }) => beat > 0).map(toLease));
    const due = underWay.filter((lease) =>
      lease.beat > 0 ? leases.hasRunOut(toLease(lease).holder) : isDue(lease, dueMs),
    );
    await forEach(due.slice(0, MAX_TAKEN), async (lease) => {
      const order = await orders.take(lease);
      if (order) inBackground("recover", order, () => carryThrough(deps, order));
    });
  }

  async function takeDeliveries(dueMs: number): Promise<void> {
    await forEach(await deliveries.listDue(dueMs, MAX_TAKEN), async (delivery) => {
      const order = await orders.get(delivery.orderId);
      if (!order || !(await deliveries.take(delivery, Date.now() + MAX_PAUSE_MS))) return;
      const again = [{ ...delivery, tries: delivery.tries + 1 }];
      inBackground("deliver", order, () => deliver(deps, order, again));
    });
  }

  async function takeRefunds(dueMs: number): Promise<void> {
    await forEach(await refunds.listDue(dueMs, MAX_TAKEN), async (refund) => {
      const order = await orders.get(refund.orderId);
      if (!order || !(await refunds.take(refund, Date.now() + MAX_PAUSE_MS))) return;
      const again = { ...refund, tries: refund.tries + 1 };
      inBackground("refund", order, () => giveMoneyBack(deps, order, again));
    });
  }

  /** All at once: they share their wait for the disk, and a look that lasts sees no leases. */
  async function forEach<T>(due: readonly T[], take: (each: T) => Promise<void>): Promise<void> {
    if (!draining.aborted) await Promise.all(due.map(take));
  }

  function inBackground(
    name: string,
    { id }: Pick<StoredOrder, "id">,
    work: () => Promise<unknown>,
  ): void {
    // Rejects when the store is out of reach. It is due again a little later.
    background.run(() => traces.run(`${name} order`, id, work)).catch(() => {});
  }

  return {
    async look(hurried = false) {
      // Nothing waits longer than this.
      const dueMs = Date.now() + (hurried ? MAX_PAUSE_MS : 0);
      // At once, for the same reason.
      await Promise.all([takeOrders(dueMs), takeDeliveries(dueMs), takeRefunds(dueMs)]);
    },
  };
}

function toLease({ id, epoch, beat }: OrderLease): { holder: string; beat: number } {
  return { holder: `${id} ${epoch}`, beat };
}

/** A time further ahead than the longest pause was written by another clock. */
function isDue({ nextTryMs }: OrderLease, dueMs: number): boolean {
  return nextTryMs <= dueMs || nextTryMs > dueMs + MAX_PAUSE_MS;
}
