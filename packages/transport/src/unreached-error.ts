/**
 * The cause of a ConnectError: the request certainly reached no server. The connection was refused,
 * or the server said that it did not process the request (RFC 9113 section 8.7). Such a call may be
 * repeated even if it has side effects.
 */
export class UnreachedError extends Error {
  override readonly name = "UnreachedError";
}
