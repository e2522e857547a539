export { backOffMs } from "./back-off.ts";
export { createCachedRegistry } from "./cached/cached.ts";
export { checkInstance } from "./check-instance.ts";
export { createRegistry, type RegistryOptions } from "./create-registry.ts";
export type { RegistryEvent, RegistryEventType, RegistryMessage } from "./events/registry-event.ts";
export { registryEvents } from "./events/registry-events.ts";
export { joinAddress } from "./join-address.ts";
export { loadKind } from "./load-kind.ts";
export type { Log } from "./log.ts";
export { kind as memory } from "./memory/kind.ts";
export { createMemoryNetwork, createMemoryRegistry } from "./memory/memory.ts";
export { printable } from "./printable.ts";
export type {
  CallOptions,
  Instance,
  Registration,
  Registry,
  RegistryTraits,
  Snapshot,
} from "./registry.ts";
export type { KindVariables, OpenOptions, RegistryKind } from "./registry-kind.ts";
export { defaultKindName, registryKinds } from "./registry-kinds.ts";
export { splitAddress } from "./split-address.ts";
export { staticAddresses } from "./static/static-addresses.ts";
