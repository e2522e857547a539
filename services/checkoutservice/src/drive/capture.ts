import { failpoint } from "@hipstershop/service";
import { orderTotal } from "../order-total.ts";
import { prefixedError } from "../prefixed-error.ts";
import { move } from "./move.ts";
import type { Step } from "./step.ts";

/** Takes the money of an order that was shipped, which places it. It is never undone. */
export const capture: Step = async (deps, order) => {
  const { id, epoch, earlierTransactionId } = order;
  const transaction = {
    amount: orderTotal(order.result),
    transactionId: earlierTransactionId ?? "",
  };
  await deps.payment
    .capture({
      idempotencyKey: id,
      epoch: BigInt(epoch),
      ...(earlierTransactionId !== null && { earlierCharge: transaction }),
    })
    .catch((error: unknown) => {
      throw prefixedError("failed to charge card", error);
    });
  await failpoint("checkout-after-capture");
  const placed = await move(deps, order, "placed");
  if (placed.order) deps.log.info({ orderId: id }, "Placed the order");
  return placed;
};
