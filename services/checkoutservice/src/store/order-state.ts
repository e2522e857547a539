import { OrderState as Wire } from "@hipstershop/proto/hipstershop/checkout";

/**
 * Where an order stands. A state that ends in "ing" is an intent: it is written before what it
 * names is asked for, so that whoever finds the order can ask again.
 */
export type OrderState =
  | "authorizing"
  | "shipping"
  | "capturing"
  | "placed"
  | "refused"
  | "canceling"
  | "canceled";

/** What each state is on the wire. */
export const wireStates: Readonly<Record<OrderState, Wire>> = {
  authorizing: Wire.AUTHORIZING,
  shipping: Wire.SHIPPING,
  capturing: Wire.CAPTURING,
  placed: Wire.PLACED,
  refused: Wire.REFUSED,
  canceling: Wire.CANCELING,
  canceled: Wire.CANCELED,
};

/** Returns whether something is still to be done before an order has ended. */
export function isUnderWay({ state }: { readonly state: OrderState }): boolean {
  return state.endsWith("ing");
}
