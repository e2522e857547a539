import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { StartError } from "../start-error.ts";
import type { SharedConfig } from "./settings.ts";

/**
 * Returns the folder of a shop's data, `<DATA_FOLDER>/<SHOP>`. By default DATA_FOLDER is `.data`
 * at the top of the workspace, the same for all services, or in the working directory when there
 * is no workspace. Does not make the folder.
 */
export function dataFolder(config: Pick<SharedConfig, "SHOP" | "DATA_FOLDER">): string {
  const base = config.DATA_FOLDER ? resolve(config.DATA_FOLDER) : join(baseFolder(), ".data");
  return join(base, config.SHOP);
}

/** Returns `dataFolder`, and makes it. Throws a StartError when it cannot be made. */
export function makeDataFolder(config: Pick<SharedConfig, "SHOP" | "DATA_FOLDER">): string {
  const folder = dataFolder(config);
  try {
    mkdirSync(folder, { recursive: true });
  } catch (cause) {
    throw new StartError(`DATA_FOLDER cannot be used: ${(cause as Error).message}`, { cause });
  }
  return folder;
}

/** Returns the top of the workspace, or the working directory where there is no workspace. */
export function baseFolder(): string {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && "workspaces" in JSON.parse(readFileSync(manifest, "utf8"))) {
      return folder;
    }
    if (folder === dirname(folder)) return process.cwd();
  }
}
