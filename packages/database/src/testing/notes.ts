import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import type { Database, Migrations } from "../database.ts";

/** A table of notes, for tests. */
export const migrations: Migrations = ({ strict }) => [
  `CREATE TABLE notes (text TEXT NOT NULL) ${strict}`,
];

/** Returns a path for a database file in a folder of the test's own. */
export async function temporaryFile(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "hipstershop-database-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return join(folder, "notes.sqlite");
}

/** Adds a note. */
export async function write(database: Database, text: string): Promise<void> {
  await database.transaction((sql) => sql("INSERT INTO notes VALUES (?)", text));
}

/** Returns the notes. */
export async function notes(database: Database): Promise<string[]> {
  const rows = await database.read((sql) => sql<{ text: string }>("SELECT text FROM notes"));
  return rows.map(({ text }) => text);
}
