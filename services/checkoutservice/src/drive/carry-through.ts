import type { Dependencies } from "../dependencies.ts";
import { owedBy } from "../store/delivery-store.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { deliverFirst } from "./deliver.ts";
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
  const owed = owedBy(driven.order);
  const delivered = deps.background.run(() => deliverFirst(deps, driven.order, owed));
  return { ...driven, delivered };
}
