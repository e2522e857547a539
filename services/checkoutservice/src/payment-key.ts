import { createHash } from "node:crypto";
import type { CheckedOrder } from "./check-order.ts";

/**
 * Returns the key under which an order is charged. It is the same for each attempt. It is a hash
 * because the payment service must not know the id of the user, which opens a cart.
 */
export function paymentKey({ userId, key }: Pick<CheckedOrder, "userId" | "key">): string {
  return createHash("sha256")
    .update(JSON.stringify([userId, key]))
    .digest("base64url");
}
