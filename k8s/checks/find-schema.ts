import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A JSON schema that is too large to be kept in the repository. */
export interface SchemaFile {
  /** Why there is none, if so. */
  readonly missing: string | undefined;
  /** Reads and parses it. Throws when it is missing. */
  read<T>(): T;
}

/** Finds a schema by its file name, in the folder of schemas beside the repository. */
export function findSchema(name: string): SchemaFile {
  const path = join(import.meta.dirname, "../../../shared/data/schemas", name);
  return {
    missing: existsSync(path) ? undefined : `there is no "${path}"`,
    read: () => JSON.parse(readFileSync(path, "utf8")),
  };
}
