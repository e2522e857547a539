import { mkdtempDisposable } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  createPostgresDatabase,
  createSqliteDatabase,
  type Database,
  type Migrations,
} from "@hipstershop/database";
import { noPostgres, startPostgres } from "@hipstershop/database/testing/start-postgres";

const migrations: Migrations = ({ bytes, strict }) => [
  `CREATE TABLE orders (id TEXT PRIMARY KEY, state TEXT NOT NULL, result ${bytes} NOT NULL) ${strict};
   CREATE INDEX orders_by_state ON orders (state)`,
];

/** Databases with the same table, by name. They differ in what a transaction waits for. */
export const contenders: Readonly<
  Record<string, (opened: AsyncDisposableStack) => Promise<Database>>
> = {
  async "SQLite, FULL"(opened) {
    const database = await openSqlite(opened, { durable: false });
    await database.read((sql) => sql("PRAGMA synchronous = FULL"));
    return database;
  },
  "SQLite, group commit": (opened) => openSqlite(opened, { durable: true }),
  "SQLite, not durable": (opened) => openSqlite(opened, { durable: false }),
  ...(!noPostgres && {
    async PostgreSQL(opened) {
      const server = opened.use(await startPostgres({ durable: true }));
      const url = await server.createDatabase();
      return opened.use(createPostgresDatabase(url, { schema: "orders", migrations }));
    },
  }),
};

async function openSqlite(
  opened: AsyncDisposableStack,
  { durable }: { readonly durable: boolean },
): Promise<Database> {
  const folder = opened.use(await mkdtempDisposable(join(tmpdir(), "hipstershop-bench-")));
  const path = join(folder.path, "orders.sqlite");
  return opened.use(createSqliteDatabase(path, { migrations, durable }));
}
