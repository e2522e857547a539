import { Code, type ConnectError } from "@connectrpc/connect";
import {
  type Order,
  OrderInDoubtSchema,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";

/** What a customer can be told of an order. */
export interface Answer {
  readonly answer: "placed" | "refused" | "canceled" | "never ordered" | "in doubt";
  readonly orderId?: string | undefined;
}

/** Returns what the state of an order tells. One that is under way is in doubt. */
export function answerOf(order: Order | undefined): Answer {
  if (order === undefined) return { answer: "never ordered" };
  return { answer: ENDS.get(order.state) ?? "in doubt", orderId: order.result?.orderId };
}

/** Returns what an error of PlaceOrder tells: see checkout.proto. */
export function answerOfError(error: ConnectError): Answer {
  const [{ orderId } = {}] = error.findDetails(OrderInDoubtSchema);
  if (IN_DOUBT.has(error.code)) return { answer: "in doubt", orderId };
  return { answer: error.code === Code.Aborted ? "canceled" : "refused", orderId };
}

const ENDS: ReadonlyMap<OrderState, Answer["answer"]> = new Map([
  [OrderState.PLACED, "placed"],
  [OrderState.REFUSED, "refused"],
  [OrderState.CANCELED, "canceled"],
]);

const IN_DOUBT: ReadonlySet<Code> = new Set([
  Code.Unavailable,
  Code.DeadlineExceeded,
  Code.Canceled,
]);
