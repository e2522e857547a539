import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Database, DatabaseOptions } from "../database.ts";
import { createPostgresDatabase } from "../postgres/postgres-database.ts";
import { createSqliteDatabase } from "../sqlite/sqlite-database.ts";
import { noPostgres } from "./start-postgres.ts";
import { testServer } from "./test-server.ts";

/** Opens a test's own database once more, as another process would, until the test ends. */
export type OpenDatabase = () => Database;

/** The database that a service asks for: see ServiceDatabaseOptions of packages/service. */
export interface TestDatabaseOptions extends DatabaseOptions {
  readonly name: string;
}

/** The kinds of database that a store is to be tested over, and why one cannot be here. */
export const databaseKinds = [
  {
    name: "SQLite",
    skip: false,
    start: async (t, options) => (await startSqlite(t, options)).open,
  },
  { name: "PostgreSQL", skip: noPostgres, start: startPostgresDatabase },
] as const satisfies readonly {
  readonly name: string;
  readonly skip: string | false;
  start(t: TestContext, options: TestDatabaseOptions): Promise<OpenDatabase>;
}[];

/** Returns a SQLite file of the test's own, in a folder that is removed when the test ends. */
export async function startSqlite(
  t: TestContext,
  { name, ...options }: TestDatabaseOptions,
): Promise<{ readonly folder: string; readonly open: OpenDatabase }> {
  const opened = openUntilEnd(t);
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-database-"));
  opened.defer(() => rm(folder, { recursive: true }));
  const path = join(folder, `${name}.sqlite`);
  return { folder, open: () => opened.use(createSqliteDatabase(path, options)) };
}

async function startPostgresDatabase(
  t: TestContext,
  { name: schema, ...options }: TestDatabaseOptions,
): Promise<OpenDatabase> {
  const opened = openUntilEnd(t);
  const url = await (await testServer()).createDatabase();
  return () => opened.use(createPostgresDatabase(url, { schema, ...options }));
}

function openUntilEnd(t: TestContext): AsyncDisposableStack {
  const opened = new AsyncDisposableStack();
  t.after(() => opened.disposeAsync());
  return opened;
}
