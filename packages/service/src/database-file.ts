import { rmSync, statSync } from "node:fs";

/**
 * Returns what tells the file at a path from every other that exists at the same time;
 * undefined where there is none.
 */
export function fileId(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

/**
 * Removes the write-ahead log beside a database file that has taken the place of another,
 * where it is the other's: SQLite would apply it to the wrong file.
 */
export function removeLog(path: string, id: string | undefined): void {
  if (id === undefined || fileId(`${path}-wal`) !== id) return;
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
}
