import { setTimeout as pause } from "node:timers/promises";
import { backOffMs } from "../back-off.ts";
import { delegate } from "../delegate.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Registry } from "../registry.ts";

/** The pauses between a failure of the source and the next watch. */
const RETRY = { firstMs: 100, mostMs: 10_000 };

/**
 * Returns a registry that keeps one watch open for each name that was looked up, and answers from
 * its last snapshot. When the source fails, the last instances stay in use beside the trouble, and
 * the watch is opened again after growing pauses. It owns the source.
 */
export function createCachedRegistry(source: Registry): Registry {
  const closing = new AbortController();
  const { signal } = closing;
  const watches: Promise<void>[] = [];
  const table = createInstanceTable((service) => {
    const watch = keepWatching(service);
    watches.push(watch);
    return watch;
  });

  async function keepWatching(service: string): Promise<void> {
    for (let failures = 0; !signal.aborted; failures++) {
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
      // An abort ends the pause, and then the loop.
      await pause(backOffMs(failures, RETRY), undefined, { signal }).catch(() => {});
    }
  }

  return {
    ...delegate(source),
    getService: table.getService,
    watch: table.watch,
    async [Symbol.asyncDispose]() {
      closing.abort();
      table.close();
      await source[Symbol.asyncDispose]();
      await Promise.all(watches);
    },
  };
}
