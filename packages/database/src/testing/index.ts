// For test files only: what a file has started is ended when its last test has ended.
export { addColumns } from "./add-columns.ts";
export { databaseKinds, type OpenDatabase, startSqlite } from "./test-databases.ts";
