import { Code, ConnectError } from "@connectrpc/connect";

/** Returns the error of a call whose time is over. */
export function timedOut(): ConnectError {
  return new ConnectError("the operation timed out", Code.DeadlineExceeded);
}

/** Returns the error of a call whose caller has aborted its signal. */
export function canceled(signal: AbortSignal): ConnectError {
  return ConnectError.from(signal.reason, Code.Canceled);
}
