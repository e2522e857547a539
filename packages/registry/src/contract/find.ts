import type { Instance, Registry } from "../registry.ts";
import { nextWhere } from "./next-where.ts";

/** Waits until a service has an instance, however slow the machine, and returns the set. */
export async function find(registry: Registry, service: string): Promise<readonly Instance[]> {
  await nextWhere(registry.watch(service), (set) => set.length > 0);
  return registry.getService(service);
}
