import { ConnectError } from "@connectrpc/connect";
import { OrderUpdate } from "@hipstershop/proto/hipstershop/email";
import { failpoint, reached } from "@hipstershop/service";
import type { Dependencies } from "../dependencies.ts";
import { orderTotal } from "../order-total.ts";
import type { DeliveryOutcome, StoredDelivery } from "../store/delivery-store.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { backOff } from "./back-off.ts";
import { isRefusal } from "./failure.ts";
import { updateKey } from "./update-key.ts";

/** How long a delivery may fail before it is given up, in milliseconds. */
const DELIVER_WITHIN_MS = 86_400_000;

/**
 * Tries deliveries of an order at the same time, and writes down what came of them. Returns whether
 * none is owed any more. Rejects only when that cannot be written down.
 */
export async function deliver(
  deps: Dependencies,
  order: StoredOrder,
  deliveries: readonly StoredDelivery[],
): Promise<boolean> {
  const outcomes = await Promise.all(deliveries.map((each) => tryOnce(deps, order, each)));
  await failpoint("checkout-after-deliveries");
  await reached("order", deps.deliveries.settle(outcomes));
  await failpoint("checkout-after-deliveries-settled");
  return outcomes.every(({ state }) => state !== undefined);
}

/** Makes deliveries that were just written down. Never rejects: recovery tries them again. */
export async function deliverFirst(
  deps: Dependencies,
  order: StoredOrder,
  deliveries: readonly StoredDelivery[],
): Promise<void> {
  if (deliveries.length === 0) return;
  await deliver(deps, order, deliveries).catch((err: unknown) => {
    deps.log.warn({ orderId: order.id, err }, "The deliveries of the order wait");
  });
}

async function tryOnce(
  deps: Dependencies,
  order: StoredOrder,
  delivery: StoredDelivery,
): Promise<DeliveryOutcome> {
  const startMs = performance.now();
  try {
    await send(deps, order, delivery);
    return { delivery, state: "done" };
  } catch (error) {
    const failure = ConnectError.from(error);
    const { kind, tries } = delivery;
    const pauseMs = backOff(tries);
    const failedMs = performance.now() - startMs + pauseMs;
    const about = { orderId: order.id, kind, err: failure };
    // The cart's errors are those of its store, which comes back.
    const refused = kind !== "cart" && isRefusal(failure);
    if (refused || delivery.failingMs + failedMs >= DELIVER_WITHIN_MS) {
      deps.log.error(about, "A delivery of the order is given up");
      return { delivery, state: "given up", failedMs };
    }
    deps.log[tries === 1 ? "warn" : "debug"](about, "A delivery of the order is tried again");
    return { delivery, failedMs, nextTryMs: Date.now() + pauseMs };
  }
}

async function send(
  deps: Dependencies,
  order: StoredOrder,
  { kind, refundKey }: StoredDelivery,
): Promise<void> {
  const { id: idempotencyKey, userId, email, result } = order;
  if (kind === "cart") {
    const items = result.items.flatMap(({ item }) => item ?? []);
    await deps.cart.removeItems({ userId, items, idempotencyKey });
  } else if (kind === "mail") {
    await deps.email.sendOrderConfirmation({ email, order: result, idempotencyKey });
  } else {
    await deps.email.sendOrderUpdate({
      email,
      order: result,
      idempotencyKey: updateKey(order.id, refundKey),
      ...(await tellUpdate(deps, order, refundKey)),
    });
  }
}

async function tellUpdate({ refunds }: Dependencies, order: StoredOrder, refundKey: string) {
  if (refundKey === "") {
    const amount = order.authorized ? orderTotal(order.result) : undefined;
    return { update: OrderUpdate.CANCELED, ...(amount && { amount }) };
  }
  const all = await reached("order", refunds.listOf([order.id]));
  const amount = all.find(({ refund }) => refund.idempotencyKey === refundKey)?.refund.amount;
  return { update: OrderUpdate.REFUNDED, ...(amount && { amount }) };
}
