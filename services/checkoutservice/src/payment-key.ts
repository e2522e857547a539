import { createHash } from "node:crypto";
import type { CheckedOrder } from "./check-order.ts";

/**
 * Returns the key that an order is charged under, which is the same for each attempt at it. A
 * hash, because the id of a user opens a cart, and is nothing that a payment service must know.
 */
export function paymentKey({ userId, key }: Pick<CheckedOrder, "userId" | "key">): string {
  return createHash("sha256")
    .update(JSON.stringify([userId, key]))
    .digest("base64url");
}
