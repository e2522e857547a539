export { noPostgres, startPostgres, type TestPostgres } from "./start-postgres.ts";
export { databaseKinds, type OpenDatabase, startSqlite } from "./test-databases.ts";
