import { Code, ConnectError } from "@connectrpc/connect";
import { checkLength } from "../text/check-length.ts";

/** The most characters of a key. */
const MAX_KEY_LENGTH = 128;

/**
 * Throws a ConnectError INVALID_ARGUMENT that names the field when a key has more than 128
 * characters, or when a store could not tell it from another: PostgreSQL takes no NUL, and half a
 * surrogate pair has no UTF-8.
 */
export function checkKey(field: string, key: string): void {
  checkLength(field, key, MAX_KEY_LENGTH);
  if (key.isWellFormed() && !key.includes("\0")) return;
  throw new ConnectError(
    `${field} must be Unicode text without NUL characters`,
    Code.InvalidArgument,
  );
}
