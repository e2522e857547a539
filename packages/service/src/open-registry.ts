import { createRegistry, type Log, type Registry } from "@hipstershop/registry";
import { dataFolder } from "./settings/data-folder.ts";
import { type Environment, parseSettings, type Settings } from "./settings/settings.ts";
import { StartError } from "./start-error.ts";

const SILENT: Log = { info: () => {}, warn: () => {} };

/** Opens the registry of the settings. Rejects with a StartError where it cannot work. */
export function openRegistry(
  { shared, addresses, registry: { kind, config } }: Omit<Settings, "config">,
  log = SILENT,
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

/**
 * Opens the registry that the variables of an environment choose, for a tool that announces
 * nothing itself. Rejects with a StartError that names every bad variable.
 */
export async function openRegistryFromEnv(env: Environment, log?: Log): Promise<Registry> {
  return openRegistry(await parseSettings({ variables: {} }, env), log);
}
