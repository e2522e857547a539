import { create } from "@bufbuild/protobuf";
import { Code, ConnectError } from "@connectrpc/connect";
import { OrderResultSchema } from "@hipstershop/proto/hipstershop/order";
import { failpoint } from "@hipstershop/service";
import { prefixedError } from "../prefixed-error.ts";
import { isRefusal } from "./failure.ts";
import { move } from "./move.ts";
import type { Step } from "./step.ts";

/** Ships an order. One that shipping refuses is canceled, unless it was charged already. */
export const ship: Step = async (deps, order) => {
  const { id, result, epoch } = order;
  const request = {
    ...(result.shippingAddress && { address: result.shippingAddress }),
    items: result.items.flatMap(({ item }) => item ?? []),
    idempotencyKey: id,
    epoch: BigInt(epoch),
  };
  const shipped = await deps.shipping.shipOrder(request).catch(ConnectError.from);
  if (!(shipped instanceof ConnectError)) {
    await failpoint("checkout-after-ship");
    const { trackingId: shippingTrackingId } = shipped;
    return await move(deps, order, "capturing", {
      result: create(OrderResultSchema, { ...result, shippingTrackingId }),
    });
  }
  const failure = prefixedError("shipping error", shipped, Code.Unavailable);
  const final = isRefusal(shipped) || order.failingMs >= SHIP_WITHIN_MS;
  if (!final || order.earlierTransactionId !== null) throw failure;
  deps.log.warn({ orderId: id, err: shipped }, "The order cannot be shipped, and is canceled");
  return { ...(await move(deps, order, "canceling")), failure };
};

/** How long shipping may fail while it is up. */
const SHIP_WITHIN_MS = 600_000;
