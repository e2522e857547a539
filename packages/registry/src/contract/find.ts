import type { Instance, Registry } from "../registry.ts";
import { nextWhere } from "./next-where.ts";

/** Waits until a service has an instance, and returns the set. Throws after a minute. */
export async function find(registry: Registry, service: string): Promise<readonly Instance[]> {
  await nextWhere(registry.watch(service), (set) => set.length > 0);
  return registry.getService(service);
}
