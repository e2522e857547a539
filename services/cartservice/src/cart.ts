import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { CartItem, CartService } from "@hipstershop/proto/hipstershop/cart";
import { checkLength } from "@hipstershop/service";
import { type CartLine, type CartStore, MAX_QUANTITY } from "./cart-store.ts";

/** Returns the implementation of CartService over a store, which the caller closes. */
export function createCart({
  store,
}: {
  store: CartStore;
}): Partial<ServiceImpl<typeof CartService>> {
  return {
    async addItem({ userId, item, idempotencyKey: key }) {
      checkId("user_id", userId);
      checkLength("idempotency_key", key, MAX_KEY_LENGTH);
      await reached(store.addItem(userId, checkLine(item, { least: 1 }), { key }));
      return {};
    },

    async getCart({ userId }) {
      checkId("user_id", userId);
      const items = await reached(store.getCart(userId));
      return items.length > 0 ? { userId, items: [...items] } : {};
    },

    async updateItem({ userId, item }) {
      checkId("user_id", userId);
      const line = checkLine(item, { least: 0 });
      const found = await reached(store.updateItem(userId, line));
      if (!found && line.quantity > 0) {
        throw new ConnectError(`no product "${line.productId}" in the cart`, Code.NotFound);
      }
      return {};
    },

    async emptyCart({ userId }) {
      checkId("user_id", userId);
      await reached(store.emptyCart(userId));
      return {};
    },
  };
}

// Ids are opaque, but limited in length: they become keys of the store.
const MAX_ID_LENGTH = 256;
const MAX_KEY_LENGTH = 128;

function checkId(field: string, id: string): void {
  if (id === "") throw invalid(`${field} must not be empty`);
  checkLength(field, id, MAX_ID_LENGTH);
}

function checkLine(item: CartItem | undefined, { least }: { least: 0 | 1 }): CartLine {
  if (!item) throw invalid("item must be set");
  const { productId, quantity } = item;
  checkId("item.product_id", productId);
  if (quantity < least) {
    throw invalid(`item.quantity "${quantity}" must be from ${least} to ${MAX_QUANTITY}`);
  }
  return { productId, quantity };
}

function invalid(message: string): ConnectError {
  return new ConnectError(message, Code.InvalidArgument);
}

/** Returns what a store returns. What the store throws becomes the error of the RPC. */
async function reached<T>(result: Promise<T>): Promise<T> {
  try {
    return await result;
  } catch (cause) {
    if (cause instanceof RangeError) {
      throw new ConnectError(cause.message, Code.OutOfRange, undefined, undefined, cause);
    }
    const message = "Can't access cart storage. Please try again in a moment";
    throw new ConnectError(message, Code.FailedPrecondition, undefined, undefined, cause);
  }
}
