import { setTimeout as pause } from "node:timers/promises";
import { createInstanceTable } from "../instance-table.ts";
import type { Log } from "../log.ts";
import type { CallOptions, Registry } from "../registry.ts";

export interface CachedOptions {
  readonly log: Log;
  /** The pause after a first failure of the source, in milliseconds. Default 100. */
  readonly retryMs?: number;
}

/** A first look-up that hears nothing ends with an empty list. */
const SETTLE_MS = 250;
const MAX_RETRY_MS = 10_000;

/**
 * Returns a registry that keeps one watch open for each name that was asked of it and answers
 * from what that watch last said. When the source fails, the last good set stays in use, the
 * log says so once, and the watch is opened anew with growing pauses. It owns the source.
 */
export function createCachedRegistry(source: Registry, options: CachedOptions): Registry {
  const { log, retryMs = 100 } = options;
  const table = createInstanceTable({ complete: false });
  const watched = new Map<string, Promise<void>>();
  const closing = new AbortController();
  /** The names whose watch has failed and said nothing since. */
  const failing = new Set<string>();

  function failed(service: string, error: unknown): void {
    const isNews = failing.size === 0;
    failing.add(service);
    if (!isNews) return;
    const reason = error instanceof Error ? error.message : String(error);
    log.warn(`Registry [${source.name}] fails, what it last said stays in use: ${reason}`);
  }

  function works(service: string): void {
    if (!failing.delete(service) || failing.size > 0) return;
    log.info(`Registry [${source.name}] works again`);
  }

  async function keepWatching(service: string): Promise<void> {
    const { signal } = closing;
    let pauseMs = retryMs;
    while (!signal.aborted) {
      try {
        for await (const instances of source.watch(service, { signal })) {
          works(service);
          table.replace(service, instances);
          pauseMs = retryMs;
        }
        throw new Error("The watch ended");
      } catch (error) {
        if (signal.aborted) return;
        failed(service, error);
      }
      // An abort ends the pause early, and the loop with it.
      await pause(pauseMs * (0.5 + Math.random() / 2), undefined, { signal }).catch(() => {});
      pauseMs = Math.min(pauseMs * 2, MAX_RETRY_MS);
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
