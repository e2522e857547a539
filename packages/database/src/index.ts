export type { Sql } from "./sqlite/connection.ts";
export {
  createDatabase,
  type Database,
  type DatabaseOptions,
  type TimeLimit,
} from "./sqlite/sqlite-database.ts";
