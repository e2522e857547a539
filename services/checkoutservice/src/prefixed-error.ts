import { type Code, ConnectError } from "@connectrpc/connect";

/** Returns the error of a call with words before its message; the code stays unless one is given. */
export function prefixedError(prefix: string, cause: unknown, code?: Code): ConnectError {
  const { code: ownCode, rawMessage } = ConnectError.from(cause);
  return new ConnectError(`${prefix}: ${rawMessage}`, code ?? ownCode, undefined, undefined, cause);
}
