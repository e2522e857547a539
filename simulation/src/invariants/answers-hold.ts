import { type Order, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import type { Told } from "../customers/diary.ts";
import { stateName } from "../state-name.ts";
import type { Invariant, Visit } from "./evidence.ts";

/** G4: what a customer was told is what happened. */
export const answersHold: Invariant = ({ books, visits }) => {
  const byId = new Map(books.orders.map((order) => [order.result?.orderId, order]));
  return visits.flatMap((visit) =>
    visit.diary.told.flatMap((told) => {
      const order = (told.orderId && byId.get(told.orderId)) || visit.orders.get(told.key);
      return holds(told, order, visit)
        ? []
        : [
            `G4 ${visit.diary.userId} was told "${told.answer}", and the order is ${stateOf(order)}`,
          ];
    }),
  );
};

function holds(told: Told, order: Order | undefined, visit: Visit): boolean {
  switch (told.answer) {
    case "in doubt":
      return true;
    case "placed":
      return order?.state === OrderState.PLACED;
    // A key that is canceled before its order is known can never place one.
    case "canceled":
    case "never ordered":
      return order === undefined || order.state === OrderState.CANCELED;
    case "refused":
      return order?.state !== OrderState.PLACED || isTriedAgain(told, visit);
  }
}

/**
 * Whether a refusal may be followed by an order under the same key: another request was answered
 * after it, or may still have been on its way with another card, or the card is one that only some
 * processes refuse.
 */
function isTriedAgain(refused: Told, { diary }: Visit): boolean {
  if (refused.key === "") return true;
  return diary.told.some((told) => {
    if (told.key !== refused.key) return false;
    if (told.card === "old") return true;
    const isOnItsWay = told.answer === "in doubt" && told.card !== refused.card;
    return told !== refused && (isOnItsWay || told.untilMs > refused.fromMs);
  });
}

function stateOf(order: Order | undefined): string {
  return order ? `${stateName(order.state)} (${order.result?.orderId})` : "unknown";
}
