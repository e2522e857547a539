import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/**
 * Returns the folder of a shop's data: `<DATA_FOLDER>/<SHOP>`, and where DATA_FOLDER is not
 * set `.data/<SHOP>` at the top of the workspace, the same for every service, or in the
 * working directory where there is no workspace. Makes nothing.
 */
export function dataFolder(config: {
  readonly SHOP: string;
  readonly DATA_FOLDER: string | undefined;
}): string {
  const base = config.DATA_FOLDER
    ? resolve(config.DATA_FOLDER)
    : join(workspaceRoot() ?? process.cwd(), ".data");
  return join(base, config.SHOP);
}

function workspaceRoot(): string | undefined {
  for (let folder = process.cwd(); ; folder = dirname(folder)) {
    const manifest = join(folder, "package.json");
    if (existsSync(manifest) && "workspaces" in JSON.parse(readFileSync(manifest, "utf8"))) {
      return folder;
    }
    if (folder === dirname(folder)) return undefined;
  }
}
