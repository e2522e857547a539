import { setTimeout as pause } from "node:timers/promises";
import { backOffMs } from "../back-off.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { CallOptions, Registry } from "../registry.ts";

export interface CachedOptions {
  /** The pause after a first failure of the source, in milliseconds. Default 100. */
  readonly retryMs?: number;
}

/** A first look-up that hears nothing ends with an empty list. */
const SETTLE_MS = 250;
const LONGEST_RETRY_MS = 10_000;

/**
 * Returns a registry that keeps one watch open for each name that was asked of it and answers
 * from what that watch last said. When the source fails, the last good set stays in use beside
 * the trouble, and the watch is opened anew with growing pauses. It owns the source.
 */
export function createCachedRegistry(source: Registry, options: CachedOptions = {}): Registry {
  const { retryMs = 100 } = options;
  const table = createInstanceTable({ complete: false });
  const watched = new Map<string, Promise<void>>();
  const closing = new AbortController();

  async function keepWatching(service: string): Promise<void> {
    const { signal } = closing;
    let failures = 0;
    while (!signal.aborted) {
      try {
        for await (const { instances, trouble } of source.watch(service, { signal })) {
          table.setTrouble(trouble, service);
          table.replace(service, instances);
          failures = 0;
        }
        throw new Error("The watch ended");
      } catch (error) {
        if (signal.aborted) return;
        table.setTrouble(error instanceof Error ? error : new Error(String(error)), service);
      }
      const pauseMs = backOffMs(failures, { firstMs: retryMs, mostMs: LONGEST_RETRY_MS });
      failures++;
      // An abort ends the pause early, and the loop with it.
      await pause(pauseMs, undefined, { signal }).catch(() => {});
    }
  }

  function ask(service: string): void {
    if (watched.has(service) || closing.signal.aborted) return;
    watched.set(service, keepWatching(service));
    setTimeout(() => table.settle(service), SETTLE_MS).unref();
  }

  return {
    name: source.name,
    register: (instance, options) => source.register(instance, options),
    getService(service, options) {
      ask(service);
      return table.first(service, options);
    },
    listServices: (options) => source.listServices(options),
    watch: (service: string, options?: CallOptions) => ({
      [Symbol.asyncIterator]() {
        ask(service);
        return table.watch(service, options)[Symbol.asyncIterator]();
      },
    }),
    reconfirm: (instance) => source.reconfirm(instance),
    confirm: (instance) => source.confirm?.(instance),
    async [Symbol.asyncDispose]() {
      closing.abort();
      table.close();
      await source[Symbol.asyncDispose]();
      await Promise.all(watched.values());
    },
  };
}
