/** The cause of a ConnectError: the request came to a server that speaks another protocol. */
export class OtherProtocolError extends Error {
  override readonly name = "OtherProtocolError";
}
