import { rename } from "@hipstershop/dns-sd";
import { createTableRegistry } from "../create-table-registry.ts";
import { createInstanceTable, type InstanceTable } from "../instance-table.ts";
import type { Instance, Registry } from "../registry.ts";

/** What memory registries share to find one another's instances. */
export interface MemoryNetwork {
  readonly instances: Map<string, Instance>;
  readonly tables: Set<InstanceTable>;
}

/** Opens an empty network. */
export function createMemoryNetwork(): MemoryNetwork {
  return { instances: new Map(), tables: new Set() };
}

/**
 * Opens a registry of what runs in this process: the reference for all the others. Without a
 * network, it shares its instances with no other registry.
 */
export function createMemoryRegistry(network: MemoryNetwork = createMemoryNetwork()): Registry {
  const { instances, tables } = network;
  const table = createInstanceTable();
  for (const instance of instances.values()) table.put(instance);
  tables.add(table);

  return createTableRegistry({
    name: "memory",
    table,
    async announce(wanted) {
      const id = instances.has(wanted.id) ? rename(wanted.id) : wanted.id;
      const instance = { ...wanted, id };
      instances.set(instance.id, instance);
      for (const each of tables) each.put(instance);
      return {
        instance,
        async [Symbol.asyncDispose]() {
          instances.delete(instance.id);
          for (const each of tables) each.remove(instance.service, instance.id);
        },
      };
    },
    async close() {
      tables.delete(table);
    },
  });
}
