import { overlay } from "./overlay.ts";
import type { Registry } from "./registry.ts";
import type { KindVariables, OpenOptions, RegistryKind } from "./registry-kind.ts";
import { createStaticRegistry } from "./static/static.ts";
import { withTroubleLog } from "./with-trouble-log.ts";

export interface RegistryOptions<V extends KindVariables> extends OpenOptions<V> {
  /** Addresses by service, used with every kind; see `staticAddresses`. */
  readonly addresses: Readonly<Record<string, string>>;
}

/**
 * Opens a registry of a kind, or of its fallback where it cannot work, with the given addresses
 * over it, and logs its troubles. Rejects with the reason when neither can work here.
 */
export async function createRegistry<V extends KindVariables>(
  kind: RegistryKind<V>,
  options: RegistryOptions<V>,
): Promise<Registry> {
  const { addresses, log } = options;
  const { name, fallback } = kind;
  try {
    const opened = { ...withTroubleLog(await kind.open(options), log), traits: kind };
    const names = new Set(Object.keys(addresses));
    if (names.size === 0) return opened;
    return overlay(createStaticRegistry(addresses), names, opened);
  } catch (error) {
    if (fallback === undefined || error instanceof RangeError) throw error;
    const reason = (error as Error).message;
    log.warn(`Registry [${name}] cannot work here (${reason}): ${fallback.name} is used instead`);
    return createRegistry(fallback, { ...options, config: {} });
  }
}
