import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { Finding, OrderRecords } from "./order-records.ts";

/** Returns what does not agree between an order that has ended and its shipment (G5). */
export function checkShipment({ order, shipment }: OrderRecords): Finding[] {
  const live = shipment?.shippedAt !== undefined && shipment.canceledAt === undefined;
  if (order.state !== OrderState.PLACED) return live ? [["G5", "its shipment is on its way"]] : [];
  if (!live) {
    if (order.beforeLedger) return [];
    return [["G5", shipment ? "its shipment was canceled" : "it has no shipment"]];
  }
  const findings: Finding[] = [];
  const told = order.result?.shippingTrackingId;
  if (told !== shipment.trackingId) {
    findings.push(["G5", `it is followed by ${told}, and was shipped as ${shipment.trackingId}`]);
  }
  const ordered = contents(order.result?.items.map(({ item }) => item) ?? []);
  const shipped = contents(shipment.items);
  if (ordered !== shipped) findings.push(["G5", `it is of ${ordered}, and ${shipped} was shipped`]);
  return findings;
}

/** "2 of OLJCESPC7Z, 1 of 66VCHSJNUP": the items in the order of their ids. */
function contents(items: readonly (CartItem | undefined)[]): string {
  const lines = items.map((item) => `${item?.quantity} of ${item?.productId}`);
  return lines.sort().join(", ") || "nothing";
}
