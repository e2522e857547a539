import { randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { Code, ConnectError } from "@connectrpc/connect";
import { type Cart, CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import type { Clients } from "@hipstershop/rpc";
import type { Random } from "../world/random.ts";
import type { Story } from "../world/story.ts";
import { type Answer, answerOf, answerOfError } from "./answer.ts";
import type { Diary, Told } from "./diary.ts";
import { type Card, CURRENCY, orderRequest } from "./order-request.ts";

/** Somebody who shops, with a browser and the frontend: calls, and calls again, as these two do. */
export interface Customer {
  readonly random: Random;
  /** Puts one to three of a product into the cart, and repeats that until it is certain. */
  add(): Promise<void>;
  /** Takes everything out of the cart, and repeats that until it is certain. */
  emptyCart(): Promise<void>;
  /** Reads the cart, until that works. */
  readCart(): Promise<Cart>;
  /** Returns the key that the page of a cart orders with. */
  keyOf(cart: Cart): string;
  /** Orders once what is in the cart. */
  order(key: string, options?: OrderOptions): Promise<Answer>;
  /** Asks what becomes of an order, until that is known, or cancels it for want of patience. */
  follow(key: string): Promise<void>;
  /** Cancels an order, and repeats that until it is certain. */
  cancel(key: string): Promise<void>;
  /** Has some of an order's price given back, and mostly repeats that until it is certain. */
  refund(orderId: string): Promise<void>;
}

export interface OrderOptions {
  /** Default the good one. */
  readonly card?: Card;
  /** Aborts when the customer waits no longer. */
  readonly signal?: AbortSignal;
}

export interface CustomerOptions {
  readonly clients: Clients;
  readonly random: Random;
  readonly story: Story;
  /** What the customer did and was told is written here. */
  readonly diary: Diary;
}

/** Creates a customer, who has done nothing yet. */
export function createCustomer({ clients, random, story, diary }: CustomerOptions): Customer {
  const { userId } = diary;
  const cart = clients.client(CartService);
  const checkout = clients.client(CheckoutService);

  /** Repeats a call until it is done. */
  async function certainly<T>(call: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await call();
      } catch (error) {
        if (!(error instanceof ConnectError)) throw error;
        await setTimeout(random.between(200, 1_000));
      }
    }
  }

  /** Asks something about an order, and writes the answer down. */
  async function ask(
    question: Pick<Told, "key" | "card">,
    call: () => Promise<Answer>,
  ): Promise<Answer> {
    const fromMs = performance.now();
    const answer = await call();
    diary.told.push({ ...question, ...answer, fromMs, untilMs: performance.now() });
    story.tell(`was told: ${answer.answer}${answer.orderId ? `, order ${answer.orderId}` : ""}`);
    return answer;
  }

  async function cancel(key: string): Promise<void> {
    const request = { userId, name: byKey(key) };
    await ask({ key }, () =>
      certainly(async () => answerOf((await checkout.cancelOrder(request)).order)),
    );
  }

  return {
    random,
    async add() {
      const item = { productId: random.pick(PRODUCTS), quantity: random.whole(1, 3) };
      const request = { userId, item, idempotencyKey: randomUUID() };
      await certainly(() => cart.addItem(request));
      diary.added.push(item);
    },
    async emptyCart() {
      diary.tookOut = true;
      await certainly(() => cart.emptyCart({ userId }));
    },
    readCart: () => certainly(() => cart.getCart({ userId })),
    keyOf: ({ version }) => `${userId} ${version}`,
    order: (key, { card = "good", signal } = {}) =>
      ask({ key, card }, async () => {
        try {
          const options = { timeoutMs: 10_000, ...(signal && { signal }) };
          const { order } = await checkout.placeOrder(orderRequest(userId, key, card), options);
          return { answer: "placed", orderId: order?.orderId };
        } catch (reason) {
          const error = ConnectError.from(reason);
          diary.errors.push(error.message);
          return answerOfError(error);
        }
      }),
    async follow(key) {
      const request = { userId, name: byKey(key) };
      for (let unknown = 0; unknown < MAX_UNKNOWN && !random.chance(0.2); ) {
        await setTimeout(REFRESH_MS);
        const found = await checkout.getOrder(request).catch(ConnectError.from);
        if (!(found instanceof ConnectError)) {
          unknown = 0;
          const answer = answerOf(found.order);
          if (answer.answer === "in doubt") continue;
          await ask({ key }, async () => answer);
          return;
        }
        if (found.code === Code.NotFound) unknown += 1;
      }
      await cancel(key);
    },
    cancel,
    async refund(orderId) {
      const idempotencyKey = randomUUID();
      const amount = { currencyCode: CURRENCY, units: BigInt(random.whole(1, 60)) };
      const request = { orderId, idempotencyKey, amount, reason: "broken" };
      const asksOnce = random.chance(0.3);
      const isDone = await certainly(() =>
        checkout.refundOrder(request).then(
          () => true,
          (error: unknown) => {
            // Less of it is left than was asked for.
            const isRefused = ConnectError.from(error).code === Code.FailedPrecondition;
            if (isRefused || asksOnce) return false;
            throw error;
          },
        ),
      );
      if (isDone) diary.refunded.set(idempotencyKey, orderId);
    },
  };
}

function byKey(value: string) {
  return { case: "idempotencyKey" as const, value };
}

const PRODUCTS = ["OLJCESPC7Z", "66VCHSJNUP", "1YMWWN1N4O", "L9ECAV7KIM"];

/** How often the page of an order in doubt asks again, and how often it may be told of none. */
const REFRESH_MS = 2_000;
const MAX_UNKNOWN = 5;
