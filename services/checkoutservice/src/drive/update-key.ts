import { createHash } from "node:crypto";

/**
 * Returns the key of the mail that tells of a refund, or of the cancellation where there is none.
 * The key of a refund is as long as a key may be, so a hash stands for it.
 */
export function updateKey(orderId: string, refundKey: string): string {
  if (refundKey === "") return `${orderId}-canceled`;
  return `${orderId}-refunded-${createHash("sha256").update(refundKey).digest("base64url")}`;
}
