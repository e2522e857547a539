import { OrderState } from "@hipstershop/proto/hipstershop/checkout";

/** A station on the way of an order. */
export interface OrderStep {
  readonly name: string;
  /** Whether the order has been there, is there, or goes on to there; or ended there for good. */
  readonly place: "past" | "here" | "ahead" | "end" | "failed";
}

/** The way of an order that is placed, with the state in which it is at each station. */
const WAY: readonly (readonly [name: string, state: OrderState])[] = [
  ["Authorize the card", OrderState.AUTHORIZING],
  ["Ship", OrderState.SHIPPING],
  ["Capture the money", OrderState.CAPTURING],
  ["Placed", OrderState.PLACED],
];

/** Returns the stations of an order in a state, the first one first. */
export function orderSteps(state: OrderState): readonly OrderStep[] {
  switch (state) {
    case OrderState.REFUSED:
      return [
        { name: "Authorize the card", place: "past" },
        { name: "Refused", place: "failed" },
      ];
    case OrderState.CANCELING:
    case OrderState.CANCELED: {
      const isOver = state === OrderState.CANCELED;
      return [
        { name: "Begun", place: "past" },
        { name: "Take it all back", place: isOver ? "past" : "here" },
        { name: "Canceled", place: isOver ? "failed" : "ahead" },
      ];
    }
    default: {
      const at = WAY.findIndex(([, each]) => each === state);
      return WAY.map(([name], index) => {
        if (index !== at) return { name, place: index < at ? "past" : "ahead" };
        return { name, place: state === OrderState.PLACED ? "end" : "here" };
      });
    }
  }
}
