import { checkInstance } from "../check-instance.ts";
import { createInstanceTable, type InstanceTable } from "../instance-table.ts";
import type { Instance, Registration, Registry } from "../registry.ts";
import { rename } from "../rename.ts";

/** What memory registries share to find one another: a network that is one process. */
export interface MemoryNetwork {
  readonly instances: Map<string, Instance>;
  readonly tables: Set<InstanceTable>;
}

/** Opens a network without anybody on it. */
export function createMemoryNetwork(): MemoryNetwork {
  return { instances: new Map(), tables: new Set() };
}

/**
 * Opens a registry of what runs in this process: the reference that the others are held to.
 * Without a network to share it stands alone.
 */
export function createMemoryRegistry(network: MemoryNetwork = createMemoryNetwork()): Registry {
  const table = createInstanceTable({ complete: true });
  const registrations = new Set<Registration>();
  let disposed = false;
  for (const instance of network.instances.values()) table.put(instance);
  network.tables.add(table);

  return {
    name: "memory",
    async register(wanted, { signal } = {}) {
      signal?.throwIfAborted();
      if (disposed) throw new Error("The registry is closed");
      checkInstance(wanted);
      const instance = network.instances.has(wanted.id) ? rename(wanted) : wanted;
      const registration: Registration = {
        instance,
        async [Symbol.asyncDispose]() {
          if (!registrations.delete(registration)) return;
          network.instances.delete(instance.id);
          for (const each of network.tables) each.remove(instance.service, instance.id);
        },
      };
      registrations.add(registration);
      network.instances.set(instance.id, instance);
      for (const each of network.tables) each.put(instance);
      return registration;
    },
    getService: (service, options) => table.first(service, options),
    async listServices({ signal } = {}) {
      signal?.throwIfAborted();
      return table.services();
    },
    watch: (service, options) => table.watch(service, options),
    reconfirm() {},
    async [Symbol.asyncDispose]() {
      disposed = true;
      network.tables.delete(table);
      table.close();
      for (const registration of registrations) await registration[Symbol.asyncDispose]();
    },
  };
}
