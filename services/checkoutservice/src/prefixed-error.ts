import { type Code, ConnectError } from "@connectrpc/connect";

/**
 * Returns the error of a call with words before its message. Its details stay, and so does its
 * code unless one is given.
 */
export function prefixedError(prefix: string, cause: unknown, code?: Code): ConnectError {
  const { code: ownCode, rawMessage, details } = ConnectError.from(cause);
  const message = `${prefix}: ${rawMessage}`;
  const error = new ConnectError(message, code ?? ownCode, undefined, undefined, cause);
  error.details = details;
  return error;
}
