import { Code, ConnectError } from "@connectrpc/connect";

/** Returns the error INVALID_ARGUMENT of a request that says something wrong. `cause` is not sent. */
export function invalidArgument(message: string, cause?: unknown): ConnectError {
  return new ConnectError(message, Code.InvalidArgument, undefined, undefined, cause);
}
