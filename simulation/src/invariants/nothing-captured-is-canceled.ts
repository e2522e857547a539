import { OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentEntryKind } from "@hipstershop/proto/hipstershop/payment";
import type { Invariant } from "./evidence.ts";

/** G2: an order goes only forward once its money is taken. What is canceled was never charged. */
export const nothingCapturedIsCanceled: Invariant = ({ books }) => {
  const captured = new Set(
    books.payments
      .filter(({ entries }) => entries.some(({ kind }) => kind === PaymentEntryKind.CAPTURE))
      .map(({ idempotencyKey }) => idempotencyKey),
  );
  return books.orders
    .filter(
      ({ state, result }) => state === OrderState.CANCELED && captured.has(`${result?.orderId}`),
    )
    .map(({ result }) => `G2 order ${result?.orderId} was charged, and then canceled`);
};
