/**
 * Calls `act` while no other process that asks here does something to the file of this path. It waits for
 * the others, and this process with it, up to 5 s. Beside the file it leaves an empty one, with `.lock`
 * behind its name. Throws an Error when that cannot be made, or somebody holds it for longer.
 */
export function withFileLock<T>(path: string, act: () => T): T {
  // Node has no lock of files but SQLite's, which ends with its process. It is not for who only reads flags.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
  const lock = new DatabaseSync(`${path}.lock`, { timeout: 5_000 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
    return act();
  } finally {
    lock.close();
  }
}
