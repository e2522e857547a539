import { OrderState, type WatchOrdersResponse } from "@hipstershop/proto/hipstershop/checkout";
import { stateName } from "../state-name.ts";
import type { Invariant } from "./evidence.ts";

/** Who watches the orders is told of each change of state, in the order in which they were made. */
export const eventsTellAll: Invariant = ({ books, events }) => {
  const byOrder = Map.groupBy(events, ({ orderId }) => orderId);
  return books.orders.flatMap(({ result, state }) => {
    const states = statesOf(byOrder.get(result?.orderId ?? "") ?? []);
    const whole = states.at(0) === OrderState.AUTHORIZING && states.at(-1) === state;
    if (whole && states.every((each, index) => index === 0 || follows(each, states[index - 1])))
      return [];
    const told = states.map(stateName).join(", ");
    return [`G2 order ${result?.orderId} is ${stateName(state)}, and its events are ${told}`];
  });
};

function statesOf(events: readonly WatchOrdersResponse[]): OrderState[] {
  return events.map(({ state }) => state);
}

function follows(state: OrderState, before: OrderState | undefined): boolean {
  return before !== undefined && NEXT.get(before)?.includes(state) === true;
}

const { AUTHORIZING, SHIPPING, CAPTURING, PLACED, REFUSED, CANCELING, CANCELED } = OrderState;

const NEXT: ReadonlyMap<OrderState, readonly OrderState[]> = new Map([
  [AUTHORIZING, [SHIPPING, REFUSED, CANCELING]],
  [SHIPPING, [CAPTURING, CANCELING]],
  [CAPTURING, [PLACED]],
  [REFUSED, [AUTHORIZING, CANCELED]],
  [CANCELING, [CANCELED]],
]);
