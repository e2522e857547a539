import { Code, ConnectError } from "@connectrpc/connect";

/**
 * Returns what the caller of an RPC is told of an error. An error that is no ConnectError is
 * INTERNAL without its text, or CANCELED when the `signal` of the call has aborted.
 */
export function toConnectError(error: unknown, signal: AbortSignal): ConnectError {
  if (error instanceof ConnectError) return withWellFormedText(error);
  // What fails because the caller has gone is no fault of the service.
  if (signal.aborted) {
    return signal.reason instanceof ConnectError
      ? signal.reason
      : new ConnectError("the call was canceled", Code.Canceled, undefined, undefined, error);
  }
  return new ConnectError("internal error", Code.Internal, undefined, undefined, error);
}

/**
 * Returns the error with its text as well-formed Unicode. Half a surrogate pair has no UTF-8:
 * connect-es cannot send it over gRPC, and answers INTERNAL instead.
 */
function withWellFormedText(error: ConnectError): ConnectError {
  const { rawMessage, code, metadata, details, cause } = error;
  if (rawMessage.isWellFormed()) return error;
  const mended = new ConnectError(rawMessage.toWellFormed(), code, metadata, undefined, cause);
  return Object.assign(mended, { details, isWireError: error.isWireError });
}
