export { CommitInDoubtError } from "./commit-in-doubt-error.ts";
export type {
  Database,
  DatabaseKind,
  DatabaseOptions,
  Migrations,
  Row,
  Sql,
  SqlValue,
  Words,
} from "./database.ts";
export { createPostgresDatabase, type PostgresOptions } from "./postgres/postgres-database.ts";
export { settle } from "./settle.ts";
export type { SqliteOptions } from "./sqlite/connection.ts";
export type { SyncFile } from "./sqlite/log-sync.ts";
export { createSqliteDatabase } from "./sqlite/sqlite-database.ts";
export type { TimeLimit } from "./time-limit.ts";
