/**
 * Returns whether a server refuses changes for now: it has become a replica, has lost its replicas,
 * has just started, or has no room.
 */
export function isRefusal(error: unknown): boolean {
  // The error of a script contains the server's own error; before Redis 7, in the middle of a
  // sentence.
  return error instanceof Error && REFUSALS.test(error.message);
}

const REFUSALS = /\b(READONLY|MASTERDOWN|NOREPLICAS|LOADING|MISCONF|OOM|CLUSTERDOWN)\b/;

/** Returns whether a command was not sent because the connection was not ready. */
export function isUnsent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Stream isn't writeable");
}

/** Returns whether the connection was lost before a command was answered: it may have been carried out. */
export function isLost(error: unknown): boolean {
  return (
    error instanceof Error && (LOST.has(error.name) || error.message === "Connection is closed.")
  );
}

const LOST = new Set(["AbortError", "MaxRetriesPerRequestError"]);
