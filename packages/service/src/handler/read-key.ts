import { checkKey } from "./check-key.ts";
import { invalidArgument } from "./invalid-argument.ts";

/** Returns a key that must be set. Throws a ConnectError INVALID_ARGUMENT as `checkKey` does. */
export function readKey(field: string, key: string): string {
  if (key === "") throw invalidArgument(`${field} must be set`);
  checkKey(field, key);
  return key;
}
