import { setTimeout } from "node:timers/promises";
import { createTimeLimit, type Recorder } from "@hipstershop/service";
import { isLost, isRefusal, isUnsent } from "./redis-errors.ts";

/** A connection to Redis or Valkey, which outlasts the server. Methods reject with what the server says. */
export interface RedisConnection extends AsyncDisposable {
  get(key: string): Promise<string | null>;
  /**
   * Runs a script that changes a key. One that may be repeated is sent again when its answer was lost,
   * and may then have been carried out before.
   */
  run(
    script: string,
    key: string,
    values: readonly (string | number)[],
    options: { readonly mayRepeat: boolean },
  ): Promise<unknown>;
  /** Rejects, with the reason, when nothing can be written. It writes to the key, which nobody reads. */
  check(key: string): Promise<void>;
}

/**
 * Opens a connection to the server of a URL. It tries to connect before it resolves. When that fails, or
 * the connection is lost later, it tries again at least every second. A server that was lost less than
 * 5 s ago is waited for, 2.5 s and within the caller's deadline: it is perhaps being replaced. When it is
 * away for longer, methods reject at once; when it is silent, after a second.
 *
 * After a failover the server that is connected may refuse writes, and the URL may lead to another
 * one. Then it connects anew, at intervals that grow to two seconds, because reads still work. A
 * refused change is tried again for a second.
 */
export async function openRedis(
  url: string,
  recorder: () => Recorder | undefined,
): Promise<RedisConnection> {
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

  return {
    get: (key) => timed("GET", () => send(() => redis.get(key), true)),
    run: (script, key, values, { mayRepeat }) =>
      timed("EVAL", () =>
        change(() => send(() => redis.eval(script, 1, key, ...values), mayRepeat)),
      ),
    async check(key) {
      // A command would only say that it was not sent, and not why.
      if (redis.status !== "ready") throw failure ?? new Error("The connection was closed");
      // A replica, or a server without memory or disk to write to, answers PING all the same.
      await redis.set(key, "", "PX", PROBE_MS);
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

/** How long what a check writes stays. */
const PROBE_MS = 10_000;
