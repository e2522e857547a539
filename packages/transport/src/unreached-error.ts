/**
 * The cause of a ConnectError whose request certainly reached no server: the connection
 * was refused, or the server said that it left the request alone (RFC 9113 section 8.7).
 * Such a call may be repeated whatever it does.
 */
export class UnreachedError extends Error {
  override readonly name = "UnreachedError";
}
