import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { createTimeLimit } from "@hipstershop/service";
import {
  CART_EXPIRY_MS,
  type CartLine,
  type CartStore,
  KEY_KEPT_MS,
  KEYS_KEPT,
  MAX_LINES,
  MAX_QUANTITY,
  tooManyLines,
  tooManyOfOne,
} from "./cart-store.ts";
import { ADD_ITEM, EMPTY_CART, UPDATE_ITEM } from "./redis-cart-scripts.ts";
import { isRefusal, isUnsent } from "./redis-errors.ts";

/**
 * Returns a store that keeps carts in the Redis or Valkey of a URL. It connects before it
 * resolves, or fails to: then, and whenever the connection is lost, it goes on trying, at
 * least every second. Meanwhile its methods reject at once; on a server that has gone
 * silent, after a second.
 *
 * A server that is there but takes no writes, as after a failover, may no longer be the one
 * that the URL leads to. The store connects anew, less and less often, at least every two
 * seconds, for reads still work. In the first second a change that was refused is tried again.
 */
export async function createRedisCartStore(url: string): Promise<CartStore> {
  // Loaded here because a shop on a laptop has no Redis, and starts sooner without it.
  const { Redis } = await import("ioredis");
  let failure: Error | undefined;
  // When a refusal may next be a reason to connect anew.
  let anewMs = 0;
  let anewPauseMs = 0;
  // Since when changes are refused.
  let refusedMs: number | undefined;
  const redis = new Redis(url, {
    connectionName: "cartservice",
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    // Without an answer for so long, the connection is given up: the server may have moved.
    socketTimeout: 3_000,
    retryStrategy: (attempt) => Math.min(10 * 3 ** attempt, 900) * (1 + Math.random() / 10),
    enableOfflineQueue: false,
    // A command that was sent may have been obeyed. To send it again could add twice.
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    reconnectOnError(error) {
      const anew = isRefusal(error) && performance.now() >= anewMs;
      if (!anew) return false;
      failure = error;
      anewPauseMs = Math.min(2 * anewPauseMs + 200, 2_000);
      anewMs = performance.now() + anewPauseMs;
      return true;
    },
  });
  redis.on("error", (error) => {
    failure = error;
  });
  redis.on("ready", () => {
    failure = undefined;
  });
  await redis.connect().catch(() => {});

  /** Makes a change; again, for a while, where the server has said that it did not. */
  async function change<T>(command: () => Promise<T>): Promise<T> {
    const limit = createTimeLimit({ atMostMs: REFUSED_MS });
    let refusal: unknown;
    for (let pauseMs = 40; ; pauseMs *= 2) {
      try {
        const result = await command();
        refusedMs = undefined;
        return result;
      } catch (error) {
        if (isRefusal(error)) refusal = error;
        else if (!refusal || !isUnsent(error)) throw error;
      }
      refusedMs ??= performance.now();
      if (performance.now() > refusedMs + REFUSED_MS) throw refusal;
      await setTimeout(pauseMs);
      if (limit.isOver()) throw refusal;
    }
  }

  function run(script: string, userId: string, ...values: (string | number)[]): Promise<unknown> {
    const expiries = [CART_EXPIRY_MS, KEY_KEPT_MS];
    return change(() => redis.eval(script, 1, keyOf(userId), ...expiries, ...values));
  }

  return {
    name: "redis",
    async addItem(userId, { productId, quantity }, { key = "" } = {}) {
      const limits = [MAX_QUANTITY, MAX_LINES, KEYS_KEPT];
      const outcome = await run(ADD_ITEM, userId, productId, quantity, shorten(key), ...limits);
      if (outcome === "quantity") throw tooManyOfOne(productId);
      if (outcome === "lines") throw tooManyLines();
    },
    async getCart(userId) {
      const record: StoredCart = JSON.parse((await redis.get(keyOf(userId))) ?? "[]");
      const lines = Array.isArray(record) ? record : (record.lines ?? []);
      return lines.map(([productId, quantity]): CartLine => ({ productId, quantity }));
    },
    async updateItem(userId, { productId, quantity }) {
      return (await run(UPDATE_ITEM, userId, productId, quantity)) === 1;
    },
    async emptyCart(userId) {
      await run(EMPTY_CART, userId);
    },
    async check() {
      // What a command would say here is that it was not sent, not why.
      if (redis.status !== "ready") throw failure ?? new Error("The connection was closed");
      // A replica, or a server without memory or disk to write to, answers PING all the same.
      await redis.set(PROBE, "", "PX", PROBE_MS);
      anewPauseMs = 0;
      refusedMs = undefined;
    },
    async [Symbol.asyncDispose]() {
      redis.disconnect();
    },
  };
}

/** How long a change that was refused is tried again. */
const REFUSED_MS = 1_000;

// Which no user's cart has, and which is among the keys of carts where others are forbidden.
const PROBE = keyOf("");
const PROBE_MS = 10_000;

/** A line as it is kept: the product and its quantity. */
type StoredLine = [productId: string, quantity: number];

/** A cart as it is kept: its lines, and where there are any, the keys of its additions. */
type StoredCart = StoredLine[] | { readonly lines?: StoredLine[]; readonly keys: string[] };

// A cart is one key, so a script stays on one node of a cluster; and one text, because a
// hash of Redis does not keep the order of its fields.
function keyOf(userId: string): string {
  return `cart:${userId}`;
}

/** Returns what a key of an addition is kept as, of a length that many of them may have. */
function shorten(key: string): string {
  return key && createHash("sha256").update(key).digest("base64url").slice(0, 22);
}
