import { createHash, randomUUID } from "node:crypto";
import type { Recorder } from "@hipstershop/service";
import {
  CART_EXPIRY_MS,
  type CartLine,
  type CartStore,
  KEY_KEPT_MS,
  KEYS_KEPT,
  MAX_LINES,
  MAX_QUANTITY,
  REMOVALS_KEPT,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";
import { ADD_ITEM, EMPTY_CART, REMOVE_ITEMS, UPDATE_ITEM } from "./redis-cart-scripts.ts";
import { openRedis } from "./redis-connection.ts";

/** Returns a store that keeps carts in the Redis or Valkey of a URL, over a connection of `openRedis`. */
export async function createRedisCartStore(
  url: string,
  recorder: () => Recorder | undefined = () => undefined,
): Promise<CartStore> {
  const redis = await openRedis(url, recorder);

  /** Runs a script. One with a key changes a cart once, however often it is sent. */
  function run(
    script: string,
    { userId, key = "" }: { userId: string; key?: string },
    ...values: (string | number)[]
  ): Promise<unknown> {
    const shared = [CART_EXPIRY_MS, KEY_KEPT_MS, randomUUID()];
    return redis.run(script, keyOf(userId), [...shared, ...values], { mayRepeat: key !== "" });
  }

  return {
    name: "redis",
    async addItem(userId, { productId, quantity }, { key = "" } = {}) {
      const limits = [MAX_QUANTITY, MAX_LINES, KEYS_KEPT];
      const outcome = await run(
        ADD_ITEM,
        { userId, key },
        ...[productId, quantity, shorten(key), ...limits],
      );
      if (outcome === "quantity") throw tooManyOfOne(productId);
      if (outcome === "lines") throw tooManyLines();
    },
    async getCart(userId) {
      const record: StoredCart = JSON.parse((await redis.get(keyOf(userId))) ?? "[]");
      const { lines = [], version = "" } = Array.isArray(record) ? { lines: record } : record;
      return {
        lines: lines.map(([productId, quantity]): CartLine => ({ productId, quantity })),
        version,
      };
    },
    async updateItem(userId, { productId, quantity }) {
      return (await run(UPDATE_ITEM, { userId }, productId, quantity)) === 1;
    },
    async removeItems(userId, lines, key) {
      const items = lines.flatMap(({ productId, quantity }) => [productId, quantity]);
      await run(REMOVE_ITEMS, { userId, key }, shorten(key), REMOVALS_KEPT, ...items);
    },
    async emptyCart(userId) {
      await run(EMPTY_CART, { userId });
    },
    check: () => redis.check(PROBE),
    [Symbol.asyncDispose]: () => redis[Symbol.asyncDispose](),
  };
}

// No user's cart has this key. It begins as the keys of carts do, because a server may forbid
// others.
const PROBE = keyOf("");

/** A line as it is kept: the product and its quantity. */
type StoredLine = [productId: string, quantity: number];

/** A cart as it is kept: see the scripts. An earlier release may have kept its lines alone. */
type StoredCart = StoredLine[] | { readonly lines?: StoredLine[]; readonly version?: string };

// A cart is one key, so a script stays on one node of a cluster; and one text, because a
// hash of Redis does not keep the order of its fields.
function keyOf(userId: string): string {
  return `cart:${userId}`;
}

/** Returns the short form in which a key is kept, because there may be many. */
function shorten(key: string): string {
  return key && createHash("sha256").update(key).digest("base64url").slice(0, 22);
}
