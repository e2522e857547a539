import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import { parseAmount, toMoney } from "@hipstershop/money";
import type { CartItem } from "@hipstershop/proto/hipstershop/cart";
import type { ShippingService } from "@hipstershop/proto/hipstershop/shipping";
import { trackingId } from "./tracking-id.ts";

/** Returns a ShippingService: one price for any shipment, and tracking ids at random. */
export function createShipping(random = Math.random): Partial<ServiceImpl<typeof ShippingService>> {
  return {
    getQuote({ items }) {
      return { costUsd: toMoney(parseAmount(countUnits(items) > 0 ? "8.99" : "0", "USD")) };
    },

    shipOrder({ address, items }) {
      countUnits(items);
      if (!address) throw new ConnectError("the address is missing", Code.InvalidArgument);
      return { trackingId: trackingId(address, random) };
    },
  };
}

/** Returns the sum of the quantities. Throws when a quantity is negative. */
function countUnits(items: readonly CartItem[]): number {
  const bad = items.find(({ quantity }) => quantity < 0);
  if (bad) {
    throw new ConnectError(
      `a quantity must not be negative, is ${bad.quantity}`,
      Code.InvalidArgument,
    );
  }
  return items.reduce((sum, { quantity }) => sum + quantity, 0);
}
