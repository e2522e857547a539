import type { Client } from "@connectrpc/connect";
import type { CheckoutService } from "@hipstershop/proto/hipstershop/checkout";
import type { PaymentService } from "@hipstershop/proto/hipstershop/payment";
import type { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import type { Books } from "./books.ts";

/** The services that keep books. */
export interface BookKeepers {
  readonly checkout: Client<typeof CheckoutService>;
  readonly payment: Client<typeof PaymentService>;
  readonly shipping: Client<typeof ShippingService>;
}

/**
 * Reads the whole of the books but for the mailbox. Orders are read last: one is written before its
 * payment and its shipment, so each of these finds its order.
 */
export async function readBooks(keepers: BookKeepers): Promise<Books> {
  const payments = await whole(async (pageToken) => {
    const { payments: page, nextPageToken } = await keepers.payment.listPayments({ pageToken });
    return { page, nextPageToken };
  });
  const shipments = await whole(async (pageToken) => {
    const { shipments: page, nextPageToken } = await keepers.shipping.listShipments({ pageToken });
    return { page, nextPageToken };
  });
  const orders = await whole(async (pageToken) => {
    const { all: page, nextPageToken } = await keepers.checkout.listOrders({ pageToken });
    return { page, nextPageToken };
  });
  return { orders, payments, shipments };
}

/** Reads all pages of a list. */
async function whole<T>(
  read: (pageToken: string) => Promise<{ page: readonly T[]; nextPageToken: string }>,
): Promise<T[]> {
  const all: T[] = [];
  let token = "";
  do {
    const { page, nextPageToken } = await read(token);
    all.push(...page);
    token = nextPageToken;
  } while (token);
  return all;
}
