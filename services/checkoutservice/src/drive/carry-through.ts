import type { Dependencies } from "../dependencies.ts";
import { isUnderWay } from "../store/order-state.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { deliver } from "./deliver.ts";
import { type Driven, driveOrder } from "./drive-order.ts";
import type { CardInHand } from "./step.ts";

/** An order that was driven, and what it owes. */
export interface Carried extends Driven {
  /** Resolves when what the order owes was tried once. */
  readonly delivered: Promise<void>;
}

/** Drives an order that this process holds, and makes its deliveries when it has ended. */
export async function carryThrough(
  deps: Dependencies,
  held: StoredOrder,
  card?: CardInHand,
): Promise<Carried> {
  const driven = await driveOrder(deps, held, card);
  const delivered = deps.background.run(() => deliverOwed(deps, driven.order));
  return { ...driven, delivered };
}

/** Tries once what an order owes. Never rejects: recovery tries it again. */
export async function deliverOwed(deps: Dependencies, order: StoredOrder): Promise<void> {
  if (isUnderWay(order) || order.state === "refused") return;
  try {
    const all = await deps.deliveries.listOf([order.id]);
    const owed = all.filter(({ state }) => state === "owed");
    if (owed.length > 0) await deliver(deps, order, owed);
  } catch (err) {
    deps.log.warn({ orderId: order.id, err }, "The deliveries of the order wait");
  }
}
