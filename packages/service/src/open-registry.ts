import type { Registry } from "@hipstershop/registry";
import type { Logger } from "pino";
import type { Health } from "./health.ts";
import type { Settings } from "./settings.ts";
import { StartError } from "./start-error.ts";

/** Opens the registry that the environment names. */
export async function openRegistry(
  { shared }: Settings,
  _options: { log: Logger; health: Health; folder: string },
): Promise<Registry> {
  throw new StartError(`not built yet: ${shared.REGISTRY}`);
}
