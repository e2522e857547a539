import { randomUUID } from "node:crypto";
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
  const added = createKeptKeys(KEY_KEPT_MS, now);
  const removed = createKeptKeys(CART_EXPIRY_MS, now);

  function dropExpired(): void {
    for (const [userId, cart] of carts) {
      if (cart.changedMs > now() - CART_EXPIRY_MS) break;
      carts.delete(userId);
    }
  }

  function linesOf(userId: string): Map<string, number> {
    dropExpired();
    return carts.get(userId)?.lines ?? new Map();
  }

  function keep(userId: string, lines: Map<string, number>): void {
    carts.delete(userId);
    carts.set(userId, { changedMs: now(), lines, version: randomUUID() });
  }

  return {
    name: "memory",
    async addItem(userId, { productId, quantity }, { key = "" } = {}) {
      const lines = linesOf(userId);
      if (added.has(userId, key)) return;
      const sum = (lines.get(productId) ?? 0) + quantity;
      if (sum > MAX_QUANTITY) throw tooManyOfOne(productId);
      if (!lines.has(productId) && lines.size >= MAX_LINES) throw tooManyLines();
      if (key !== "") added.add(userId, key);
      keep(userId, lines.set(productId, sum));
    },
    async getCart(userId) {
      const lines = [...linesOf(userId)].map(([productId, quantity]) => ({ productId, quantity }));
      return { lines, version: lines.length > 0 ? (carts.get(userId)?.version ?? "") : "" };
    },
    async updateItem(userId, { productId, quantity }) {
      const lines = linesOf(userId);
      if (!lines.has(productId)) return false;
      if (quantity === 0) lines.delete(productId);
      else lines.set(productId, quantity);
      keep(userId, lines);
      return true;
    },
    async removeItems(userId, removals, key) {
      if (removed.has(userId, key)) return;
      removed.add(userId, key);
      const lines = linesOf(userId);
      for (const { productId, quantity } of removals) {
        const left = (lines.get(productId) ?? 0) - quantity;
        if (left > 0) lines.set(productId, left);
        else lines.delete(productId);
      }
      keep(userId, lines);
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
  readonly version: string;
  /** Quantities by product, in the order in which the products were added. */
  readonly lines: Map<string, number>;
}

/** Returns a memory of users' keys, each of which is kept for a time. */
function createKeptKeys(forMs: number, now: () => number) {
  // The times by user and key, the first to be forgotten first.
  const times = new Map<string, number>();
  return {
    has(userId: string, key: string): boolean {
      for (const [each, atMs] of times) {
        if (atMs > now() - forMs) break;
        times.delete(each);
      }
      return times.has(JSON.stringify([userId, key]));
    },
    add(userId: string, key: string): void {
      times.set(JSON.stringify([userId, key]), now());
    },
  };
}
