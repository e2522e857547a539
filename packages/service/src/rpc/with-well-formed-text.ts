import { ConnectError } from "@connectrpc/connect";

/**
 * Returns the error with its text as well-formed Unicode. Half a surrogate pair has no
 * encoding: connect-es cannot send it over gRPC, and answers INTERNAL instead.
 */
export function withWellFormedText(error: ConnectError): ConnectError {
  const { rawMessage, code, metadata, details, cause } = error;
  if (rawMessage.isWellFormed()) return error;
  const mended = new ConnectError(rawMessage.toWellFormed(), code, metadata, undefined, cause);
  return Object.assign(mended, { details, isWireError: error.isWireError });
}
