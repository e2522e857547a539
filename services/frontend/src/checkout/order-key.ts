import { hash, randomUUID } from "node:crypto";

/** What an order is made of. */
export interface OrderedCart {
  readonly sessionId: string;
  /** The version of the cart: "" where it has none. */
  readonly version: string;
  /** Names the order that was canceled before, where one was. Its key is used up. */
  readonly after?: string | undefined;
}

/**
 * Returns the key of the order that a cart becomes. It is the same each time, so that a cart page
 * that was reloaded, or stands in two tabs, orders once. It is a hash because whoever reads it must
 * not know the session.
 */
export function orderKey({ sessionId, version, after = "" }: OrderedCart): string {
  if (!version) return randomUUID();
  return hash("sha256", JSON.stringify([sessionId, version, after]), "base64url");
}
