import type { DatabaseSync } from "node:sqlite";

/**
 * Calls `act` while no other process that asks here does something to the file of this path. It waits for
 * the others, and this process with it, by default up to 5 s. Beside the file it leaves an empty one, with
 * `.lock` behind its name. Throws an Error when that cannot be made, or somebody holds it for longer.
 */
export function withFileLock<T>(path: string, act: () => T, { timeoutMs = 5_000 } = {}): T {
  using _lock = acquire(path, timeoutMs);
  return act();
}

function acquire(path: string, timeoutMs: number): Disposable {
  // Node has no lock of files but SQLite's, which ends with its process. It is not for who only reads flags.
  const sqlite = process.getBuiltinModule("node:sqlite");
  let lock: DatabaseSync | undefined;
  try {
    lock = new sqlite.DatabaseSync(`${path}.lock`, { timeout: timeoutMs });
    lock.exec("BEGIN EXCLUSIVE");
    return lock;
  } catch (cause) {
    lock?.close();
    const isHeld = (cause as { readonly errcode?: number }).errcode === SQLITE_BUSY;
    const message = isHeld
      ? `another process holds ${path}.lock: end it, or try again`
      : `${path}.lock cannot be opened: see that you may write there, and delete it if it is no lock`;
    throw new Error(message, { cause });
  }
}

const SQLITE_BUSY = 5;
