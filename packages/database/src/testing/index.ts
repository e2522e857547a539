// For test files only: what a file has started is ended when its last test has ended.
export { databaseKinds, type OpenDatabase, startSqlite } from "./test-databases.ts";
