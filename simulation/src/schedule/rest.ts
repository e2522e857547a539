import { setTimeout } from "node:timers/promises";
import type { Client } from "@connectrpc/connect";
import {
  type CheckoutService,
  DeliveryState,
  type Order,
  OrderState,
} from "@hipstershop/proto/hipstershop/checkout";
import type { Network } from "../shop/network.ts";
import { stateName } from "../state-name.ts";

/**
 * Waits until a shop is at rest: every order has ended and is delivered, nothing is on its way, and
 * no service works on a call. Returns what still moves after the time that G2 promises.
 */
export async function rest(
  checkout: Client<typeof CheckoutService>,
  network: Network,
): Promise<string[]> {
  const untilMs = performance.now() + PROMISED_MS;
  for (;;) {
    const busyBefore = network.busy;
    const listed = await checkout.listOrders({}).catch((error: Error) => error);
    const moving = listed instanceof Error ? [listed.message] : listed.all.flatMap(whatMoves);
    const busy = Math.max(busyBefore, network.busy);
    if (moving.length === 0 && busy === 0) return [];
    if (performance.now() >= untilMs) {
      const calls = busy > 0 ? [`${busy} calls are under way`] : [];
      return [...moving, ...calls].map((what) => `G2 after ${PROMISED_MS / 1_000} s ${what}`);
    }
    await setTimeout(500);
  }
}

function whatMoves({ state, result, deliveries, refunds }: Order): string[] {
  const moves: string[] = [];
  if (!ENDED.has(state)) moves.push(`is ${stateName(state)}`);
  if (deliveries.some((each) => each.state === DeliveryState.OWED)) moves.push("is not delivered");
  if (refunds.some(({ doneAt }) => doneAt === undefined)) moves.push("has a refund to come");
  return moves.map((move) => `order ${result?.orderId} ${move}`);
}

const ENDED: ReadonlySet<OrderState> = new Set([
  OrderState.PLACED,
  OrderState.REFUSED,
  OrderState.CANCELED,
]);

/** Sixty seconds, and three until what died last is up again. */
const PROMISED_MS = 63_000;
