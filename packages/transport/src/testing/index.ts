export { createStrictPool } from "../strict/strict-pool.ts";
export { fastPath, type Path, stockPath } from "./paths.ts";
export { untilAborted } from "./until-aborted.ts";
