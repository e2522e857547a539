import { create } from "@bufbuild/protobuf";
import { timestampFromMs } from "@bufbuild/protobuf/wkt";
import {
  DeliveryKind,
  DeliveryState,
  type Order,
  OrderSchema,
} from "@hipstershop/proto/hipstershop/checkout";
import { reached } from "@hipstershop/service";
import type { Dependencies } from "./dependencies.ts";
import { orderTotal } from "./order-total.ts";
import type {
  DeliveryKind as StoredKind,
  DeliveryState as StoredState,
} from "./store/delivery-store.ts";
import { wireStates } from "./store/order-state.ts";
import type { StoredOrder } from "./store/stored-order.ts";

/** Returns orders as the wire has them, with all that belongs to them. */
export async function orderMessages(
  { deliveries, refunds }: Pick<Dependencies, "deliveries" | "refunds">,
  orders: readonly StoredOrder[],
): Promise<Order[]> {
  const ids = orders.map(({ id }) => id);
  const [owed, given] = await reached(
    "order",
    Promise.all([deliveries.listOf(ids), refunds.listOf(ids)]),
  );
  const deliveriesOf = Map.groupBy(owed, ({ orderId }) => orderId);
  const refundsOf = Map.groupBy(given, ({ orderId }) => orderId);
  return orders.map((order) =>
    create(OrderSchema, {
      result: order.result,
      state: wireStates[order.state],
      total: orderTotal(order.result),
      begunAt: timestampFromMs(order.begunMs),
      changedAt: timestampFromMs(order.changedMs),
      beforeLedger: order.beforeLedger,
      email: order.email,
      authorized: order.authorized,
      deliveries: (deliveriesOf.get(order.id) ?? []).map(({ kind, state, tries }) => ({
        kind: KINDS[kind],
        state: STATES[state],
        tries,
      })),
      refunds: (refundsOf.get(order.id) ?? []).map(({ refund }) => refund),
    }),
  );
}

/** Returns an order as the wire has it, with all that belongs to it. */
export async function orderMessage(
  deps: Pick<Dependencies, "deliveries" | "refunds">,
  order: StoredOrder,
): Promise<Order> {
  const [message] = await orderMessages(deps, [order]);
  return message as Order;
}

const KINDS: Readonly<Record<StoredKind, DeliveryKind>> = {
  mail: DeliveryKind.MAIL,
  cart: DeliveryKind.CART,
  update: DeliveryKind.UPDATE,
};
const STATES: Readonly<Record<StoredState, DeliveryState>> = {
  owed: DeliveryState.OWED,
  done: DeliveryState.DONE,
  "given up": DeliveryState.GIVEN_UP,
};
