import { type OrderState, OrderStateSchema } from "@hipstershop/proto/hipstershop/checkout";

/** Returns the name of a state: "authorizing". */
export function stateName(state: OrderState): string {
  return OrderStateSchema.value[state]?.localName.toLowerCase() ?? `${state}`;
}
