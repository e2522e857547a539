import {
  CART_EXPIRY_MS,
  type CartStore,
  type CartStoreOptions,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";

/** Returns a store that keeps carts in this process: for tests. */
export function createMemoryCartStore({ now = Date.now }: CartStoreOptions = {}): CartStore {
  // In the order of their last change: the first to expire comes first.
  const carts = new Map<string, Cart>();

  function dropExpired(): void {
    for (const [userId, cart] of carts) {
      if (cart.changedMs > now() - CART_EXPIRY_MS) return;
      carts.delete(userId);
    }
  }

  function linesOf(userId: string): Map<string, number> {
    dropExpired();
    return carts.get(userId)?.lines ?? new Map();
  }

  function keep(userId: string, lines: Map<string, number>): void {
    carts.delete(userId);
    carts.set(userId, { changedMs: now(), lines });
  }

  return {
    name: "memory",
    async addItem(userId, { productId, quantity }) {
      const lines = linesOf(userId);
      const sum = (lines.get(productId) ?? 0) + quantity;
      if (sum > MAX_QUANTITY) throw tooManyOfOne(productId);
      if (!lines.has(productId) && lines.size >= MAX_LINES) throw tooManyLines();
      keep(userId, lines.set(productId, sum));
    },
    async getCart(userId) {
      return [...linesOf(userId)].map(([productId, quantity]) => ({ productId, quantity }));
    },
    async updateItem(userId, { productId, quantity }) {
      const lines = linesOf(userId);
      if (!lines.has(productId)) return false;
      if (quantity === 0) lines.delete(productId);
      else lines.set(productId, quantity);
      keep(userId, lines);
      return true;
    },
    async emptyCart(userId) {
      carts.delete(userId);
    },
    async check() {},
    async [Symbol.asyncDispose]() {
      carts.clear();
    },
  };
}

interface Cart {
  readonly changedMs: number;
  /** Quantities by product, in the order in which the products were added. */
  readonly lines: Map<string, number>;
}
