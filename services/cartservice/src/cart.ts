import { Code, ConnectError, type ServiceImpl } from "@connectrpc/connect";
import type { CartItem, CartService } from "@hipstershop/proto/hipstershop/cart";
import {
  checkKey,
  checkLength,
  failpoint,
  invalidArgument,
  noFaults,
  readKey,
  type ServiceContext,
} from "@hipstershop/service";
import { type CartLine, type CartStore, MAX_LINES, MAX_QUANTITY } from "./cart-store.ts";

export interface CartOptions {
  readonly store: CartStore;
  /** By default nothing is broken. */
  readonly faults?: ServiceContext["faults"];
}

/** Returns the implementation of CartService over a store, which the caller closes. */
export function createCart({
  store,
  faults = noFaults,
}: CartOptions): ServiceImpl<typeof CartService> {
  /** Returns the store, for what takes items out of a cart. */
  async function emptyingStore(): Promise<CartStore> {
    if (await faults.strikes("cartFailure"))
      throw new Error("the store is out of reach, on purpose");
    return store;
  }

  return {
    async addItem({ userId, item, idempotencyKey: key }) {
      checkId("user_id", userId);
      checkKey("idempotency_key", key);
      await reached(store.addItem(userId, checkLine("item", item, { least: 1 }), { key }));
      return {};
    },

    async getCart({ userId }) {
      checkId("user_id", userId);
      const { lines, version } = await reached(store.getCart(userId));
      return lines.length > 0 ? { userId, items: [...lines], version } : {};
    },

    async updateItem({ userId, item }) {
      checkId("user_id", userId);
      const line = checkLine("item", item, { least: 0 });
      const found = await reached(store.updateItem(userId, line));
      if (!found && line.quantity > 0) {
        throw new ConnectError(`no product "${line.productId}" in the cart`, Code.NotFound);
      }
      return {};
    },

    async removeItems({ userId, items, idempotencyKey: key }) {
      checkId("user_id", userId);
      readKey("idempotency_key", key);
      if (items.length > MAX_LINES) {
        throw invalidArgument(`${items.length} items must be at most ${MAX_LINES}`);
      }
      const lines = items.map((item, i) => checkLine(`items[${i}]`, item, { least: 1 }));
      await reached(emptyingStore().then((store) => store.removeItems(userId, lines, key)));
      await failpoint("cart-after-remove");
      return {};
    },

    async emptyCart({ userId }) {
      checkId("user_id", userId);
      await reached(emptyingStore().then((store) => store.emptyCart(userId)));
      return {};
    },
  };
}

// Ids are opaque, but limited in length: they become keys of the store.
const MAX_ID_LENGTH = 256;

function checkId(field: string, id: string): void {
  if (id === "") throw invalidArgument(`${field} must not be empty`);
  checkLength(field, id, MAX_ID_LENGTH);
}

function checkLine(
  field: string,
  item: CartItem | undefined,
  { least }: { least: 0 | 1 },
): CartLine {
  if (!item) throw invalidArgument(`${field} must be set`);
  const { productId, quantity } = item;
  checkId(`${field}.product_id`, productId);
  if (quantity < least) {
    throw invalidArgument(
      `${field}.quantity "${quantity}" must be from ${least} to ${MAX_QUANTITY}`,
    );
  }
  return { productId, quantity };
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
