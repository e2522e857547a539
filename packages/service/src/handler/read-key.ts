import { Code, ConnectError } from "@connectrpc/connect";
import { checkKey } from "./check-key.ts";

/** Returns a key that must be set. Throws a ConnectError INVALID_ARGUMENT as `checkKey` does. */
export function readKey(field: string, key: string): string {
  if (key === "") throw new ConnectError(`${field} must be set`, Code.InvalidArgument);
  checkKey(field, key);
  return key;
}
