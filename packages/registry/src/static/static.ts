import { createInstanceTable } from "../instance-table.ts";
import type { Registry } from "../registry.ts";

/**
 * Opens a registry of addresses that somebody wrote down: one instance each, which is
 * believed to be there. An address keeps its host name, so every new connection resolves
 * it anew. Registering announces nothing: who calls this process has its address already.
 */
export function createStaticRegistry(addresses: Readonly<Record<string, string>>): Registry {
  const table = createInstanceTable({ complete: true });
  for (const [service, address] of Object.entries(addresses)) {
    table.put({ id: `${service}@${address}`, service, address, version: "", metadata: {} });
  }

  return {
    name: "static",
    async register(instance, { signal } = {}) {
      signal?.throwIfAborted();
      return { instance, async [Symbol.asyncDispose]() {} };
    },
    getService: (service, options) => table.first(service, options),
    async listServices({ signal } = {}) {
      signal?.throwIfAborted();
      return table.services();
    },
    watch: (service, options) => table.watch(service, options),
    reconfirm() {},
    async [Symbol.asyncDispose]() {
      table.close();
    },
  };
}
