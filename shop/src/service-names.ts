import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../services");

/**
 * The names of all services: the folders in services/ that define one in `src/<name>.ts`. The
 * load generator defines none, for nobody calls it.
 */
export const serviceNames: readonly string[] = readdirSync(folder)
  .filter((name) => existsSync(join(folder, name, "src", `${name}.ts`)))
  .sort();
