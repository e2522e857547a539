import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Reads and parses a schema of this folder, by the name of its file. */
export function readSchema<T>(name: string): T {
  return JSON.parse(readFileSync(join(import.meta.dirname, name), "utf8"));
}
