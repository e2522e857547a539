import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** It calls the shop from outside, so nobody looks it up. */
const NOT_A_SERVICE = "loadgenerator";

/** Returns the names of the services that a shop has: the folders of services/ that start one. */
export function expectedServices(root: string): string[] {
  return readdirSync(join(root, "services"))
    .filter((name) => existsSync(join(root, "services", name, "src/main.ts")))
    .filter((name) => name !== NOT_A_SERVICE)
    .sort();
}
