import { createTableRegistry } from "../create-table-registry.ts";
import { createInstanceTable } from "../instance-table.ts";
import type { Registry } from "../registry.ts";

/**
 * Opens a registry of given addresses: one instance each, which is taken to be there. An address
 * keeps its host name, so every new connection resolves it again. Registering announces nothing:
 * callers are given the address of this process in the same way.
 */
export function createStaticRegistry(addresses: Readonly<Record<string, string>>): Registry {
  const table = createInstanceTable();
  for (const [service, address] of Object.entries(addresses)) {
    table.put({ id: `${service}@${address}`, service, address, version: "", metadata: {} });
  }
  return createTableRegistry({
    name: "static",
    table,
    announce: async (instance) => ({ instance, async [Symbol.asyncDispose]() {} }),
  });
}
