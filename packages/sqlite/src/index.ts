export type { Sql } from "./connection.ts";
export { createDatabase, type Database, type DatabaseOptions, type TimeLimit } from "./database.ts";
