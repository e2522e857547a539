import { Code, type ConnectError } from "@connectrpc/connect";
import { failpoint, reached } from "@hipstershop/service";
import type { Dependencies } from "../dependencies.ts";
import { prefixedError } from "../prefixed-error.ts";
import { newDelivery } from "../store/delivery-store.ts";
import type { StoredRefund } from "../store/refund-store.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { backOff } from "./back-off.ts";
import { deliverFirst } from "./deliver.ts";
import { isRefusal } from "./failure.ts";

/**
 * Gives a refund's money back, and writes down that it was. Returns why it was not: a refund that
 * payment refuses is forgotten, any other is tried again. Rejects only when that cannot be written
 * down.
 */
export async function giveMoneyBack(
  deps: Dependencies,
  order: StoredOrder,
  stored: StoredRefund,
): Promise<{ readonly failure?: ConnectError }> {
  const { refunds, payment, log, background } = deps;
  const { refund, tries } = stored;
  const { idempotencyKey: refundKey, amount } = refund;
  const failure = await payment
    .refund({ idempotencyKey: order.id, refundKey, ...(amount && { amount }) })
    .then(
      () => undefined,
      (error: unknown) => prefixedError("failed to give the money back", error),
    );
  await failpoint("checkout-after-refund");
  if (!failure) {
    await reached("order", refunds.finish(stored, order));
    await failpoint("checkout-after-refund-done");
    const update = newDelivery(order.id, "update", refundKey);
    void background.run(() => deliverFirst(deps, order, [update]));
    return {};
  }
  log.warn({ orderId: order.id, err: failure }, "The refund of the order failed");
  if (isRefusal(failure)) {
    await reached("order", refunds.drop(stored));
    return { failure: prefixedError("the refund is refused", failure, Code.FailedPrecondition) };
  }
  await reached("order", refunds.postpone(stored, Date.now() + backOff(tries)));
  return { failure: prefixedError("the refund is tried again", failure, Code.Unavailable) };
}
