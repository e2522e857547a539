import { join } from "node:path";
import {
  createPostgresDatabase,
  createSqliteDatabase,
  type Database,
  type DatabaseOptions,
} from "@hipstershop/database";
import { makeDataFolder } from "./settings/data-folder.ts";
import type { SharedConfig } from "./settings/settings.ts";

/** The database that a service asks for. */
export interface ServiceDatabaseOptions extends Omit<DatabaseOptions, "createTimeLimit"> {
  /** Names the file, "orders.sqlite", and the schema in PostgreSQL. */
  readonly name: string;
  /** Whether it can only be a SQLite file. By default it is in PostgreSQL when DATABASE_URL is set. */
  readonly kind?: "sqlite";
  /**
   * Whether the health of the service follows it. Default true. A service that watches its
   * store itself sets it to false.
   */
  readonly watched?: boolean;
}

/** Opens a database without waiting for it. */
export type OpenDatabase = (options: ServiceDatabaseOptions & DatabaseOptions) => Database;

/** Returns a function that opens databases as the settings say. */
export function createDatabaseOpener(settings: SharedConfig): OpenDatabase {
  return ({ name, kind, ...options }) =>
    settings.DATABASE_URL === undefined || kind === "sqlite"
      ? createSqliteDatabase(join(makeDataFolder(settings), `${name}.sqlite`), options)
      : createPostgresDatabase(settings.DATABASE_URL, { schema: name, ...options });
}
