// Extended codes have the primary one in their lowest byte: https://sqlite.org/rescode.html
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT = 19;

/** Returns whether an error is SQLite's own, and not one of what it was asked to run. */
export function isSqliteError(error: unknown): error is Error & { errcode: number } {
  return (error as NodeJS.ErrnoException | undefined)?.code === "ERR_SQLITE_ERROR";
}

/** Returns whether nothing is wrong but that another connection holds the lock. */
export function isLocked(error: unknown): boolean {
  return hasCode(error, SQLITE_BUSY);
}

/** Returns whether the disk has no room. */
export function isFull(error: unknown): boolean {
  return hasCode(error, SQLITE_FULL);
}

/** Returns whether a row goes against the schema. */
export function isConstraint(error: unknown): boolean {
  return hasCode(error, SQLITE_CONSTRAINT);
}

function hasCode(error: unknown, code: number): boolean {
  return isSqliteError(error) && (error.errcode & 0xff) === code;
}
