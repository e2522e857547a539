import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { checkDeliveries } from "./check-deliveries.ts";
import { checkMoney } from "./check-money.ts";
import { checkShipment } from "./check-shipment.ts";
import type { OrderRecords } from "./order-records.ts";
import type { Problem } from "./problem.ts";

/** Returns what is wrong with an order that is no longer under way. */
export function checkOrder(records: OrderRecords): Problem[] {
  const { state, result } = records.order;
  const subject = `order ${result?.orderId}`;
  const name = NAMES.get(state) ?? `of state ${state}`;
  if (!ENDED.has(state)) {
    return [{ guarantee: "G2", subject, what: `it has been ${name} for too long` }];
  }
  return [checkMoney, checkShipment, checkDeliveries].flatMap((check) =>
    check(records).map(([guarantee, what]) => ({ guarantee, subject: `${name} ${subject}`, what })),
  );
}

const NAMES = new Map<OrderState, string>(
  Object.entries(OrderState).map(([name, state]) => [state, name.toLowerCase()]),
);

const ENDED: ReadonlySet<OrderState> = new Set([
  OrderState.PLACED,
  OrderState.REFUSED,
  OrderState.CANCELED,
]);
