export { noPostgres, startPostgres, type TestPostgres } from "./start-postgres.ts";
