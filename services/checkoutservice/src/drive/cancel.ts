import { failpoint } from "@hipstershop/service";
import { prefixedError } from "../prefixed-error.ts";
import { move } from "./move.ts";
import type { Step } from "./step.ts";

/** Undoes what was done for an order, and forbids what may still be on its way. */
export const cancel: Step = async (deps, order) => {
  const { id, epoch, authorized } = order;
  const request = { idempotencyKey: id, epoch: BigInt(epoch) };
  // Shipping was never asked before the money was kept aside.
  if (authorized) {
    await deps.shipping.cancelShipment(request).catch((error: unknown) => {
      throw prefixedError("failed to cancel the shipment", error);
    });
    await failpoint("checkout-after-cancel-shipment");
  }
  const { payment } = await deps.payment.void(request).catch((error: unknown) => {
    throw prefixedError("failed to give the money back", error);
  });
  await failpoint("checkout-after-void");
  const canceled = await move(deps, order, "canceled", {
    authorized: payment?.amount !== undefined,
  });
  if (canceled.order) deps.log.info({ orderId: id }, "Canceled the order");
  return canceled;
};
