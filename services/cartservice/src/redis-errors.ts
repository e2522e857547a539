/**
 * Returns whether a server has said that it makes no changes at present: it has become a replica,
 * has lost its own, has just started, or has no room.
 */
export function isRefusal(error: unknown): boolean {
  // A script's error names the one that it met, before Redis 7 in the middle of a sentence.
  return error instanceof Error && REFUSALS.test(error.message);
}

const REFUSALS = /\b(READONLY|MASTERDOWN|NOREPLICAS|LOADING|MISCONF|OOM|CLUSTERDOWN)\b/;

/** Returns whether a command was not sent, for the connection was just being made. */
export function isUnsent(error: unknown): boolean {
  return error instanceof Error && error.message.startsWith("Stream isn't writeable");
}
