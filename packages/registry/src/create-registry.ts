import type { Log } from "./log.ts";
import { overlay } from "./overlay.ts";
import type { Registry } from "./registry.ts";
import type { KindVariables, OpenOptions, RegistryKind } from "./registry-kind.ts";
import { createStaticRegistry } from "./static/static.ts";
import { withTroubleLog } from "./with-trouble-log.ts";

export interface RegistryOptions<V extends KindVariables> extends OpenOptions<V> {
  /** Addresses by registry name, which are used whatever the registry; see `staticAddresses`. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Opens a registry of the kind, or of its fallback where that cannot work, with the given
 * addresses over it, and logs its troubles. Rejects when it cannot work here, with a message
 * that says why.
 */
export async function createRegistry<V extends KindVariables>(
  kind: RegistryKind<V>,
  options: RegistryOptions<V>,
): Promise<Registry> {
  const { addresses, log } = options;
  try {
    const opened = withTroubleLog({ traits: kind, registry: await kind.open(options) }, log);
    const names = new Set(Object.keys(addresses));
    if (names.size === 0) return opened;
    return overlay(createStaticRegistry(addresses), names, opened);
  } catch (error) {
    const { fallback } = kind;
    if (fallback === undefined || error instanceof RangeError) throw error;
    sayFallback(kind, fallback, error as Error, log);
    return createRegistry(fallback, { ...options, config: {} });
  }
}

function sayFallback<V extends KindVariables>(
  { name }: RegistryKind<V>,
  fallback: RegistryKind,
  { message }: Error,
  log: Log,
): void {
  log.warn(`Registry [${name}] cannot work here (${message}): ${fallback.name} is used instead`);
}
