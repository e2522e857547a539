import type { Client } from "@connectrpc/connect";
import type { CheckoutService, Order } from "@hipstershop/proto/hipstershop/checkout";

/** The orders that were begun last. */
export interface NewestOrders {
  /** The newest first. */
  readonly orders: readonly Order[];
  /** How many there are in all. */
  readonly count: number;
}

/** Reads all orders, for the oldest come first, and returns the last `most` of them. */
export async function newestOrders(
  checkout: Client<typeof CheckoutService>,
  most: number,
): Promise<NewestOrders> {
  let orders: Order[] = [];
  let count = 0;
  let pageToken = "";
  do {
    const page = await checkout.listOrders({ pageToken });
    count += page.all.length;
    orders = [...orders, ...page.all].slice(-most);
    pageToken = page.nextPageToken;
  } while (pageToken);
  return { orders: orders.reverse(), count };
}
