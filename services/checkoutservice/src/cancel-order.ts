import { failpoint, reached } from "@hipstershop/service";
import { answerTimeMs } from "./answer-time.ts";
import type { Dependencies } from "./dependencies.ts";
import { carryThrough } from "./drive/carry-through.ts";
import { findOrder, noOrder, type OrderName } from "./find-order.ts";
import { isUnderWay } from "./store/order-state.ts";
import type { StoredOrder } from "./store/stored-order.ts";
import { within } from "./within.ts";

/**
 * Cancels an order that has not begun to be captured, and returns it as it is then. A key that
 * names no order is made to name none for ever, and the answer is undefined.
 *
 * Throws a ConnectError NOT_FOUND when there is no order of this id, and INVALID_ARGUMENT when the
 * request names none.
 */
export async function cancelOrder(
  deps: Dependencies,
  request: OrderName,
): Promise<StoredOrder | undefined> {
  const { userId, name } = request;
  let found = await findOrder(deps, request);
  if (!found && name.case === "idempotencyKey") {
    await reached("order", deps.orders.forbid(userId, name.value));
    await failpoint("checkout-after-forbid");
    // A PlaceOrder may have come between.
    found = await findOrder(deps, request);
  }
  if (found === "forbidden") return undefined;
  if (!found) throw noOrder();
  const canceling = await reached("order", deps.orders.cancel(found.id));
  if (!canceling) return (await reached("order", deps.orders.find(userId, found.id))) ?? found;
  await failpoint("checkout-after-cancel-intent");
  if (!isUnderWay(canceling)) return canceling;
  const carrying = deps.background.run(() => carryThrough(deps, canceling));
  const carried = await within(answerTimeMs() - performance.now(), carrying);
  return carried?.order ?? canceling;
}
