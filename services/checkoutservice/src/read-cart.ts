import { type Client, Code } from "@connectrpc/connect";
import type { Cart, CartService } from "@hipstershop/proto/hipstershop/cart";
import { prefixedError } from "./prefixed-error.ts";

/**
 * Returns the cart of a user. Throws a ConnectError UNAVAILABLE, whatever cartservice says: another
 * request with the same key may still be on its way, and get the cart a little later.
 */
export async function readCart(
  cart: Pick<Client<typeof CartService>, "getCart">,
  userId: string,
): Promise<Cart> {
  return await cart.getCart({ userId }).catch((cause: unknown) => {
    throw prefixedError("failed to read the cart", cause, Code.Unavailable);
  });
}
