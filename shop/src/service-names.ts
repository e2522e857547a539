import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

const folder = join(import.meta.dirname, "../../services");

/** The service that shows the others at work. The shop is whole without it. */
export const OBSERVER = "observer";

/**
 * The names of the services that make up the shop: the folders in services/ that define one in
 * `src/<name>.ts`. The load generator defines none: the shop is whole without it.
 */
export const serviceNames: readonly string[] = readdirSync(folder)
  .filter((name) => name !== OBSERVER && existsSync(join(folder, name, "src", `${name}.ts`)))
  .sort();
