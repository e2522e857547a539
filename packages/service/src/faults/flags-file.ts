import { join, resolve } from "node:path";
import { dataFolder } from "../settings/data-folder.ts";
import type { SharedConfig } from "../settings/settings.ts";

/**
 * Returns the path of the shop's flag file: FLAGS_FILE, by default `flags.json` in the data folder.
 * Undefined where nothing may be broken on purpose: FAULTS is not set, and it is production.
 */
export function flagsFile(
  config: Pick<SharedConfig, "FAULTS" | "FLAGS_FILE" | "NODE_ENV" | "SHOP" | "DATA_FOLDER">,
): string | undefined {
  if (!(config.FAULTS ?? config.NODE_ENV !== "production")) return undefined;
  return config.FLAGS_FILE ? resolve(config.FLAGS_FILE) : join(dataFolder(config), "flags.json");
}
