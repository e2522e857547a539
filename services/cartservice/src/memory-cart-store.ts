import {
  CART_EXPIRY_MS,
  type CartStore,
  type CartStoreOptions,
  KEY_KEPT_MS,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";

/** Returns a store that keeps carts in this process: for tests. */
export function createMemoryCartStore({
  now = () => performance.now(),
}: CartStoreOptions = {}): CartStore {
  // In the order of their last change: the first to expire comes first.
  const carts = new Map<string, Cart>();
  // The times of additions by user and key, the first to be forgotten first.
  const added = new Map<string, number>();

  function dropExpired(): void {
    for (const [userId, cart] of carts) {
      if (cart.changedMs > now() - CART_EXPIRY_MS) break;
      carts.delete(userId);
    }
    for (const [addition, atMs] of added) {
      if (atMs > now() - KEY_KEPT_MS) break;
      added.delete(addition);
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
    async addItem(userId, { productId, quantity }, { key = "" } = {}) {
      const lines = linesOf(userId);
      const addition = JSON.stringify([userId, key]);
      if (added.has(addition)) return;
      const sum = (lines.get(productId) ?? 0) + quantity;
      if (sum > MAX_QUANTITY) throw tooManyOfOne(productId);
      if (!lines.has(productId) && lines.size >= MAX_LINES) throw tooManyLines();
      if (key !== "") added.set(addition, now());
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
