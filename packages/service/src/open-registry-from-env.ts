import type { Log, Registry } from "@hipstershop/registry";
import { openRegistry } from "./open-registry.ts";
import { type Environment, parseSettings } from "./settings/settings.ts";

/**
 * Opens the registry that the variables of an environment choose, for a tool that announces
 * nothing itself. Throws a StartError that names every bad variable.
 */
export async function openRegistryFromEnv(
  env: Environment,
  options: { log?: Log } = {},
): Promise<Registry> {
  const { log = { info: () => {}, warn: () => {} } } = options;
  return openRegistry(await parseSettings({ variables: {} }, env), log);
}
