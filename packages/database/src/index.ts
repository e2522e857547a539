export type {
  Database,
  DatabaseKind,
  DatabaseOptions,
  Migrations,
  Row,
  Sql,
  SqlValue,
  TimeLimit,
  Words,
} from "./database.ts";
export { createSqliteDatabase } from "./sqlite/sqlite-database.ts";
