import { rmSync, statSync } from "node:fs";

/**
 * Returns an id of the file at a path, undefined when there is none. No two files that exist
 * at the same time have the same id.
 */
export function fileId(path: string): string | undefined {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats && `${stats.dev}:${stats.ino}`;
}

/**
 * Removes the write-ahead log beside a database file when its `fileId` is `id`. To be called
 * when the file was replaced: SQLite would apply the log of the old file to the new one.
 */
export function removeLog(path: string, id: string | undefined): void {
  if (id === undefined || fileId(`${path}-wal`) !== id) return;
  for (const suffix of ["-wal", "-shm"]) rmSync(path + suffix, { force: true });
}
