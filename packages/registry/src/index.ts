export { backOffMs } from "./back-off.ts";
export { createCachedRegistry } from "./cached/cached.ts";
export { createRegistry, type RegistryKind, type RegistryOptions } from "./create-registry.ts";
export type { Log } from "./log.ts";
export {
  createMemoryNetwork,
  createMemoryRegistry,
  type MemoryNetwork,
} from "./memory/memory.ts";
export { printable } from "./printable.ts";
export type { CallOptions, Instance, Registration, Registry, Snapshot } from "./registry.ts";
export { splitAddress } from "./split-address.ts";
export { staticAddresses } from "./static/static-addresses.ts";
