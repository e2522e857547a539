import { DeliveryKind, DeliveryState, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { Finding, OrderRecords } from "./order-records.ts";

/**
 * Returns what does not agree between an order that has ended, its deliveries and its confirmation
 * (G6). A delivery that is still owed agrees with everything.
 */
export function checkDeliveries({ order, confirmed }: OrderRecords): Finding[] {
  if (order.state !== OrderState.PLACED) {
    return confirmed ? [["G6", "it is not placed, and its confirmation was mailed"]] : [];
  }
  if (order.beforeLedger) return [];
  const findings: Finding[] = [];
  for (const [kind, name] of OWED_BY_PLACED) {
    const times = order.deliveries.filter((delivery) => delivery.kind === kind).length;
    if (times !== 1) findings.push(["G6", `it has ${times} deliveries of its ${name}, not one`]);
  }
  const mail = order.deliveries.find(({ kind }) => kind === DeliveryKind.MAIL);
  if (mail?.state === DeliveryState.DONE && confirmed === false) {
    findings.push(["G6", "its confirmation is said to be mailed, and was not"]);
  }
  return findings;
}

const OWED_BY_PLACED = [
  [DeliveryKind.MAIL, "confirmation"],
  [DeliveryKind.CART, "cart"],
] as const;
