/** The cause of a ConnectError whose request came to a server that speaks another protocol. */
export class OtherProtocolError extends Error {
  override readonly name = "OtherProtocolError";
}
