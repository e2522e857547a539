import { setTimeout } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { PaymentState } from "@hipstershop/proto/hipstershop/payment";
import { failpoint } from "@hipstershop/service";
import type { Dependencies } from "../dependencies.ts";
import { orderTotal } from "../order-total.ts";
import { prefixedError } from "../prefixed-error.ts";
import type { StoredOrder } from "../store/stored-order.ts";
import { isInDoubt } from "./failure.ts";
import { move } from "./move.ts";
import type { CardInHand, Step, StepResult } from "./step.ts";

/**
 * Keeps the price of an order aside. Without the card it only asks whether that was done: the card
 * is on no disk, so an order of which payment knows nothing is canceled.
 */
export const authorize: Step = async (deps, order, card) =>
  card && performance.now() < card.untilMs
    ? await useCard(deps, order, card)
    : await askPayment(deps, order);

async function useCard(
  deps: Dependencies,
  order: StoredOrder,
  { card, untilMs, triedBefore }: CardInHand,
): Promise<StepResult> {
  let onItsWay = triedBefore;
  for (let pauseMs = 50; ; pauseMs *= 2) {
    const failure = await tryCard(deps, order, card);
    if (failure === undefined) {
      await failpoint("checkout-after-authorize");
      return await move(deps, order, "shipping", { authorized: true });
    }
    if (!isInDoubt(failure)) {
      // An earlier request that is still on its way may find the key free, and must be undone.
      const moved = await move(deps, order, onItsWay ? "canceling" : "refused");
      return { ...moved, failure };
    }
    onItsWay = true;
    const late = performance.now() + pauseMs >= untilMs;
    if (late || deps.draining.aborted) throw failure;
    await setTimeout(pauseMs);
  }
}

/** Returns why a card could not be used. */
async function tryCard(
  { payment }: Dependencies,
  order: StoredOrder,
  creditCard: CardInHand["card"],
): Promise<ConnectError | undefined> {
  const amount = orderTotal(order.result);
  const request = { idempotencyKey: order.id, amount, creditCard, epoch: BigInt(order.epoch) };
  return await payment.authorize(request).then(
    () => undefined,
    (error: unknown) => prefixedError("failed to charge card", error),
  );
}

async function askPayment(deps: Dependencies, order: StoredOrder): Promise<StepResult> {
  const request = { idempotencyKey: order.id };
  const found = await deps.payment.getPayment(request).catch((error: unknown) => {
    if (ConnectError.from(error).code === Code.NotFound) return undefined;
    throw prefixedError("failed to charge card", error);
  });
  return found?.payment?.state === PaymentState.AUTHORIZED
    ? await move(deps, order, "shipping", { authorized: true })
    : await move(deps, order, "canceling");
}
