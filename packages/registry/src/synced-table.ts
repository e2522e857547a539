import { createInstanceTable, type InstanceTable } from "./instance-table.ts";
import type { CallOptions, Instance } from "./registry.ts";

/** The table of a registry whose source knows every service at once. */
export interface SyncedTable
  extends Pick<InstanceTable, "get" | "services" | "setTrouble" | "watch" | "close"> {
  /** Returns the set as soon as it is known, or an empty one when it is not known in time. */
  firstWithin(
    limitMs: number,
    service: string,
    options?: CallOptions,
  ): Promise<readonly Instance[]>;
  /** Makes these, by service, all the instances there are. An equal array is an equal set. */
  sync(services: ReadonlyMap<string, readonly Instance[]>): void;
}

/** Opens a table of which nothing is known until the first `sync`, and everything from then on. */
export function createSyncedTable(): SyncedTable {
  const table = createInstanceTable({ complete: false });
  const asked = new Set<string>();
  let synced: ReadonlyMap<string, readonly Instance[]> | undefined;

  /** Once synced, a service that the source did not name is known to be empty. */
  function ask(service: string): void {
    if (synced === undefined) asked.add(service);
    else table.settle(service);
  }

  return {
    get(service) {
      ask(service);
      return table.get(service);
    },
    services: table.services,
    setTrouble: table.setTrouble,
    async firstWithin(limitMs, service, { signal } = {}) {
      ask(service);
      const limit = AbortSignal.timeout(limitMs);
      const either = signal === undefined ? limit : AbortSignal.any([signal, limit]);
      try {
        return await table.first(service, { signal: either });
      } catch (error) {
        if (signal?.aborted || !limit.aborted) throw error;
        return [];
      }
    },
    watch: (service, options) => ({
      [Symbol.asyncIterator]() {
        ask(service);
        return table.watch(service, options)[Symbol.asyncIterator]();
      },
    }),
    sync(services) {
      for (const service of synced?.keys() ?? []) {
        if (!services.has(service)) table.replace(service, []);
      }
      for (const [service, instances] of services) {
        if (synced?.get(service) !== instances) table.replace(service, instances);
      }
      synced = new Map(services);
      for (const service of asked) table.settle(service);
      asked.clear();
    },
    close: table.close,
  };
}
