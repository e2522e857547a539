import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Code, ConnectError } from "@connectrpc/connect";
import { readBooks } from "@hipstershop/books";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import { CheckoutService, type Order } from "@hipstershop/proto/hipstershop/checkout";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import type { Clients } from "@hipstershop/rpc";
import type { Diary } from "../customers/diary.ts";
import type { Evidence, Visit } from "../invariants/evidence.ts";

export interface GatherOptions {
  readonly clients: Clients;
  readonly diaries: readonly Diary[];
  /** The folder of the stores. */
  readonly folder: string;
  /** The ids of the orders whose confirmation was mailed. */
  readonly confirmed: ReadonlySet<string>;
}

/** Asks a shop that is at rest for all that the invariants are about. */
export async function gather({
  clients,
  diaries,
  folder,
  confirmed,
}: GatherOptions): Promise<Evidence> {
  const checkout = clients.client(CheckoutService);
  const cart = clients.client(CartService);
  const payment = clients.client(PaymentService);
  const books = await readBooks({ checkout, payment, shipping: clients.client(ShippingService) });

  async function orderOf(userId: string, key: string): Promise<Order | undefined> {
    const name = { case: "idempotencyKey" as const, value: key };
    try {
      return (await checkout.getOrder({ userId, name })).order;
    } catch (error) {
      if (ConnectError.from(error).code === Code.NotFound) return undefined;
      throw error;
    }
  }

  async function visitOf(diary: Diary): Promise<Visit> {
    const { userId } = diary;
    const orders = new Map<string, Order | undefined>();
    for (const key of new Set(diary.told.map((told) => told.key))) {
      if (key !== "") orders.set(key, await orderOf(userId, key));
    }
    return { diary, orders, cart: (await cart.getCart({ userId })).items };
  }

  const messageIds = [...confirmed].map((orderId) => `<${orderId}@>`);
  return {
    books: { ...books, mailbox: { messageIds, whole: true } },
    visits: await Promise.all(diaries.map(visitOf)),
    texts: readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1")),
  };
}
