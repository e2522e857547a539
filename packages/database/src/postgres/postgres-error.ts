import type { DatabaseError } from "pg";

/** Codes of PostgreSQL's appendix A by which the server ends the connection. */
const ENDS = /^(08|57P|25P03|25P04)/;
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";
/** Of a wait for a lock that took too long. */
const LOCK_NOT_AVAILABLE = "55P03";

/** Returns whether the server refused a statement, and the connection can still be used. */
export function isRefusal(error: unknown): error is DatabaseError & { code: string } {
  const { severity, code } = (error ?? {}) as Partial<DatabaseError>;
  return severity !== undefined && code !== undefined && !ENDS.test(code);
}

/** Returns whether a transaction met another one, and may be run again. */
export function isConflict(error: unknown): boolean {
  const codes = [SERIALIZATION_FAILURE, DEADLOCK_DETECTED, LOCK_NOT_AVAILABLE];
  return isRefusal(error) && codes.includes(error.code);
}
