import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { toJsonString } from "@bufbuild/protobuf";
import { type Client, Code, ConnectError } from "@connectrpc/connect";
import { readBooks } from "@hipstershop/books";
import { CartService } from "@hipstershop/proto/hipstershop/cart";
import {
  CheckoutService,
  type Order,
  type WatchOrdersResponse,
} from "@hipstershop/proto/hipstershop/checkout";
import { SendOrderConfirmationRequestSchema } from "@hipstershop/proto/hipstershop/email";
import { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import type { Clients } from "@hipstershop/rpc";
import type { Diary } from "../customers/diary.ts";
import type { Evidence, Visit } from "../invariants/evidence.ts";

export interface GatherOptions extends Pick<Evidence, "day" | "mails"> {
  readonly clients: Clients;
  readonly diaries: readonly Diary[];
  /** The folder of the stores. */
  readonly folder: string;
  /** All that was logged. */
  readonly logs: readonly string[];
}

/** Asks a shop that is at rest for all that the invariants are about. */
export async function gather(options: GatherOptions): Promise<Evidence> {
  const { clients, diaries, folder, logs, mails, day } = options;
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

  const messageIds = mails.map(({ order }) => `<${order?.orderId}@>`);
  const files = readdirSync(folder).map((file) => readFileSync(join(folder, file), "latin1"));
  return {
    books: { ...books, mailbox: { messageIds, whole: true } },
    visits: await Promise.all(diaries.map(visitOf)),
    events: await readEvents(checkout),
    texts: [
      ...[...files, ...logs],
      ...mails.map((mail) => toJsonString(SendOrderConfirmationRequestSchema, mail)),
      ...diaries.flatMap(({ errors }) => errors),
    ],
    mails,
    day,
  };
}

/** Reads the events that there are, from a replica that lives. */
async function readEvents(checkout: Client<typeof CheckoutService>) {
  for (;;) {
    try {
      return await readEventsOnce(checkout);
    } catch (error) {
      // One that died may be known for a while.
      if (ConnectError.from(error).code !== Code.Unavailable) throw error;
      await wait(100);
    }
  }
}

/** Reads events until for a while no other comes. */
async function readEventsOnce(checkout: Client<typeof CheckoutService>) {
  const events: WatchOrdersResponse[] = [];
  const stop = new AbortController();
  const end = setTimeout(() => stop.abort(), 400);
  try {
    for await (const event of checkout.watchOrders({}, { signal: stop.signal })) {
      events.push(event);
      end.refresh();
    }
  } catch (error) {
    if (!stop.signal.aborted) throw error;
  }
  return events;
}
