import { createHash, randomUUID } from "node:crypto";
import { setTimeout } from "node:timers/promises";
import { createTimeLimit, type Recorder } from "@hipstershop/service";
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
import { isLost, isRefusal, isUnsent } from "./redis-errors.ts";

/**
 * Returns a store that keeps carts in the Redis or Valkey of a URL. It tries to connect before it
 * resolves. When that fails, or the connection is lost later, it tries again at least every second. A
 * server that was lost less than 5 s ago is waited for, 2.5 s and within the caller's deadline: it is
 * perhaps being replaced. When it is away for longer, methods reject at once; when it is silent, after
 * a second.
 *
 * After a failover the server that is connected may refuse writes, and the URL may lead to another
 * one. Then the store connects anew, at intervals that grow to two seconds, because reads still
 * work. A refused change is tried again for a second.
 */
export async function createRedisCartStore(
  url: string,
  recorder: () => Recorder | undefined = () => undefined,
): Promise<CartStore> {
  // Loaded only when it is used: a shop on a laptop has no Redis, and starts sooner without it.
  const { Redis } = await import("ioredis");
  let failure: Error | undefined;
  // When a refusal may next be a reason to connect anew.
  let anewMs = 0;
  let anewPauseMs = 0;
  // Since when changes are refused.
  let refusedMs: number | undefined;
  // Whether there was a connection, and since when there is none.
  let wasReady = false;
  let lostMs: number | undefined;
  const redis = new Redis(url, {
    connectionName: "cartservice",
    lazyConnect: true,
    connectTimeout: 2_000,
    commandTimeout: 1_000,
    // After this time without an answer the connection is closed: the server may have moved.
    socketTimeout: 3_000,
    retryStrategy: (attempt) =>
      Math.min(10 * 3 ** attempt, isAwaited() ? 250 : 900) * (1 + Math.random() / 10),
    enableOfflineQueue: false,
    // A command that was sent may have been carried out. Sent again, it could add twice.
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
    wasReady = true;
    lostMs = undefined;
  });
  redis.on("close", lost);
  await redis.connect().catch(() => {});

  function lost(): void {
    if (wasReady) lostMs ??= performance.now();
  }

  function isAwaited(): boolean {
    return lostMs !== undefined && performance.now() < lostMs + AWAITED_MS;
  }

  /**
   * Sends a command, again when the server is back if it was not sent, or may be repeated. Rejects with
   * what the last attempt says.
   */
  async function send<T>(command: () => Promise<T>, mayRepeat: boolean): Promise<T> {
    const limit = createTimeLimit({ atMostMs: WAIT_MS });
    for (;;) {
      try {
        return await command();
      } catch (error) {
        if (!isUnsent(error) && !(mayRepeat && isLost(error))) throw error;
        lost();
        do {
          if (!isAwaited() || limit.isOver()) throw error;
          await setTimeout(20);
        } while (redis.status !== "ready");
      }
    }
  }

  /** Makes a change. Tries again for a while when the server says that it did not make it. */
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

  function timed<T>(operation: string, run: () => Promise<T>): Promise<T> {
    return recorder()?.store({ system: "redis", operation }, run) ?? run();
  }

  /** Runs a script. One with a key changes a cart once, however often it is sent. */
  function run(
    script: string,
    { userId, key = "" }: { userId: string; key?: string },
    ...values: (string | number)[]
  ): Promise<unknown> {
    const shared = [CART_EXPIRY_MS, KEY_KEPT_MS, randomUUID()];
    const all = [keyOf(userId), ...shared, ...values];
    return timed("EVAL", () => change(() => send(() => redis.eval(script, 1, ...all), key !== "")));
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
      const record: StoredCart = JSON.parse(
        (await timed("GET", () => send(() => redis.get(keyOf(userId)), true))) ?? "[]",
      );
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
    async check() {
      // A command would only say that it was not sent, and not why.
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

/** How long a call waits for a server that was lost. */
const WAIT_MS = 2_500;

/** How long after the loss calls wait for the server. */
const AWAITED_MS = 5_000;

/** How long a change that was refused is tried again. */
const REFUSED_MS = 1_000;

// No user's cart has this key. It begins as the keys of carts do, because a server may forbid
// others.
const PROBE = keyOf("");
const PROBE_MS = 10_000;

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
