import { join } from "node:path";

/**
 * Where the templates and the static files are: the folder `assets` beside this file, or beside the
 * bundle. Whoever bundles the frontend into one file copies `services/frontend/src/assets` next to
 * it.
 */
export const assetsFolder: string = join(import.meta.dirname, "assets");
