import { createRegistry, type Log, type Registry } from "@hipstershop/registry";
import { dataFolder } from "./settings/data-folder.ts";
import type { Settings } from "./settings/settings.ts";
import { StartError } from "./start-error.ts";

/** Opens the registry of the settings. Rejects with a StartError where it cannot work. */
export function openRegistry(
  { shared, addresses, registry: { kind, config } }: Omit<Settings, "config">,
  log: Log,
): Promise<Registry> {
  return createRegistry(kind, {
    config,
    shopName: shared.SHOP,
    host: shared.HOST,
    addresses,
    dataFolder: dataFolder(shared),
    log,
  }).catch((cause) => {
    throw new StartError(`the registry cannot be opened: ${cause.message}`, { cause });
  });
}
