import { createRegistry, type Log, type Registry } from "@hipstershop/registry";
import type { Settings } from "./settings/settings.ts";
import { StartError } from "./start-error.ts";

export interface OpenRegistryOptions {
  readonly log: Log;
  /** The folder that the processes of a shop share on one machine. */
  readonly folder: string;
  /** Turns readiness on and off, where a registry announces by it. */
  readonly setReady: (ready: boolean) => void;
}

/** Opens the registry that the environment names. Rejects with a StartError where it cannot work. */
export function openRegistry(
  { shared, addresses }: Settings,
  { log, folder, setReady }: OpenRegistryOptions,
): Promise<Registry> {
  return createRegistry({
    kind: shared.REGISTRY,
    shop: shared.SHOP,
    host: shared.HOST,
    secret: shared.REGISTRY_SECRET,
    addresses,
    dataFolder: () => folder,
    setReady,
    log,
  }).catch((cause) => {
    throw new StartError(`the registry cannot be opened: ${cause.message}`, { cause });
  });
}
