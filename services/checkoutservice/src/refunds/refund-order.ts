import { Code, ConnectError } from "@connectrpc/connect";
import type { RefundOrderRequest } from "@hipstershop/proto/hipstershop/checkout";
import { failpoint, reached, readKey } from "@hipstershop/service";
import { answerTimeMs } from "../answer-time.ts";
import type { Dependencies } from "../dependencies.ts";
import { giveMoneyBack } from "../drive/give-money-back.ts";
import { noOrder } from "../find-order.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { within } from "../within.ts";
import { checkLeft, isSameRefund, readRefund } from "./check-refund.ts";

/**
 * Gives back some of what a placed order costs, once for a key, and returns the order. What was
 * asked for is given back even if nobody waits for it.
 *
 * Throws a ConnectError NOT_FOUND when there is no such order, FAILED_PRECONDITION when it is not
 * placed or less of it is left, ALREADY_EXISTS when the key has asked for something else, and
 * UNAVAILABLE or DEADLINE_EXCEEDED when the money will be given back later.
 */
export async function refundOrder(
  deps: Dependencies,
  request: RefundOrderRequest,
): Promise<StoredOrder> {
  const orderId = readKey("order_id", request.orderId);
  const order = await reached("order", deps.orders.get(orderId));
  if (!order) throw noOrder();
  const wanted = readRefund(request, order.result);
  if (order.state !== "placed") {
    throw new ConnectError(`the order is ${order.state}, not placed`, Code.FailedPrecondition);
  }
  const asked = await reached(
    "order",
    deps.refunds.ask(orderId, wanted, (before) => checkLeft(wanted, order.result, before)),
  );
  await failpoint("checkout-after-refund-intent");
  if (!isSameRefund(asked.refund, wanted)) {
    throw new ConnectError("idempotency_key has asked for another refund", Code.AlreadyExists);
  }
  if (asked.refund.doneAt) return order;
  const giving = deps.background.run(() => giveMoneyBack(deps, order, asked));
  const given = await within(answerTimeMs() - performance.now(), giving);
  if (!given) throw new ConnectError("the refund is under way", Code.DeadlineExceeded);
  if (given.failure) throw given.failure;
  return order;
}
