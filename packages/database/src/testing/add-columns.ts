import type { Database } from "../database.ts";

/** Adds a column to each table, as a later release may, while others use the tables. */
export async function addColumns(database: Database): Promise<void> {
  const tables = await database.read((sql) => sql<{ name: string }>(TABLES[database.kind]));
  await database.transaction(async (sql) => {
    for (const { name } of tables) await sql(`ALTER TABLE ${name} ADD COLUMN added_later TEXT`);
  });
}

const TABLES = {
  sqlite: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
  postgres: `SELECT table_name AS name FROM information_schema.tables
    WHERE table_schema = current_schema()`,
} as const;
