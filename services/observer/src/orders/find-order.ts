import type { Client } from "@connectrpc/connect";
import type { CheckoutService, Order } from "@hipstershop/proto/hipstershop/checkout";

/** Returns the order with an id, if it is among the newest `most` of all users. */
export async function findOrder(
  checkout: Pick<Client<typeof CheckoutService>, "listOrders">,
  id: string,
  most: number,
): Promise<Order | undefined> {
  let pageToken = "";
  for (let left = most; left > 0; ) {
    const pageSize = Math.min(left, PAGE_SIZE);
    const page = await checkout.listOrders({ pageToken, pageSize, newestFirst: true });
    const order = page.all.find(({ result }) => result?.orderId === id);
    if (order || page.nextPageToken === "") return order;
    pageToken = page.nextPageToken;
    left -= pageSize;
  }
  return undefined;
}

/** The most orders that are asked for at once. */
const PAGE_SIZE = 1_000;
