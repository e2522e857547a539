import { randomUUID } from "node:crypto";
import { setTimeout as wait } from "node:timers/promises";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import type { CartService } from "@hipstershop/proto/hipstershop/cart";
import { type CheckoutService, OrderState } from "@hipstershop/proto/hipstershop/checkout";
import { exampleCard, exampleOrder } from "../example-order.ts";
import { insist } from "./insist.ts";

/** Where customers do what they do. */
export interface Counter {
  readonly cart: Client<typeof CartService>;
  readonly checkout: Client<typeof CheckoutService>;
  /** What the shop has told: the ids of orders that it called placed. */
  readonly toldPlaced: Set<string>;
  /** Ends everything. */
  readonly signal: AbortSignal;
}

/** One who fills a cart and does something with it, until it is answered. */
type Customer = (counter: Counter) => Promise<void>;

/** What one customer orders. */
interface Wish {
  readonly userId: string;
  readonly idempotencyKey: string;
}

/** Returns the id of the order; undefined where it was canceled meanwhile. */
async function place({ checkout, toldPlaced, signal }: Counter, wish: Wish, card = exampleCard()) {
  const request = { ...exampleOrder({ creditCard: card }), ...wish };
  try {
    const { order } = await insist(() => checkout.placeOrder(request), signal);
    toldPlaced.add(order?.orderId ?? "");
    return order?.orderId;
  } catch (error) {
    if (ConnectError.from(error).code === Code.Aborted) return undefined;
    throw error;
  }
}

async function fillCart({ cart, signal }: Counter): Promise<Wish> {
  const userId = randomUUID();
  const item = { productId: "6E92ZMYYFZ", quantity: 2 };
  await insist(() => cart.addItem({ userId, item, idempotencyKey: userId }), signal);
  return { userId, idempotencyKey: randomUUID() };
}

const buys: Customer = async (counter) => {
  await place(counter, await fillCart(counter));
};

const triesTwoCards: Customer = async (counter) => {
  const wish = await fillCart(counter);
  const refused = exampleCard({ creditCardNumber: "3782 822463 10005" });
  await place(counter, wish, refused).catch((error: unknown) => {
    if (ConnectError.from(error).code !== Code.InvalidArgument) throw error;
  });
  await place(counter, wish);
};

const returnsSome: Customer = async (counter) => {
  const { checkout, signal } = counter;
  const orderId = await place(counter, await fillCart(counter));
  if (!orderId) return;
  const amount = { currencyCode: "USD", units: 1n };
  const request = { orderId, amount, reason: "A crack", idempotencyKey: "refund-1" };
  await insist(() => checkout.refundOrder(request), signal);
};

/** Cancels as soon as money was kept aside. It may be too late. */
const thinksBetter: Customer = async (counter) => {
  const { checkout, signal } = counter;
  const wish = await fillCart(counter);
  const placing = place(counter, wish);
  const name = { case: "idempotencyKey" as const, value: wish.idempotencyKey };
  const state = () =>
    checkout.getOrder({ userId: wish.userId, name }).then(
      ({ order }) => order?.state ?? OrderState.UNSPECIFIED,
      () => OrderState.UNSPECIFIED,
    );
  while ((await state()) < OrderState.SHIPPING) await wait(5, undefined, { signal });
  await insist(() => checkout.cancelOrder({ userId: wish.userId, name }), signal);
  await placing;
};

/** Cancels what was never ordered: its late request must not place it. */
const forbids: Customer = async (counter) => {
  const { checkout, signal } = counter;
  const wish = await fillCart(counter);
  const name = { case: "idempotencyKey" as const, value: wish.idempotencyKey };
  await insist(() => checkout.cancelOrder({ userId: wish.userId, name }), signal);
  if (await place(counter, wish)) throw new Error("An order was placed with a forbidden key");
};

/** Together they lead to every failpoint. */
export const customers: readonly Customer[] = [
  buys,
  triesTwoCards,
  returnsSome,
  thinksBetter,
  forbids,
];
