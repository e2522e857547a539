import { checkText } from "../text/check-text.ts";

/** The most characters of a key. */
const MAX_KEY_LENGTH = 128;

/** Throws a ConnectError INVALID_ARGUMENT as `checkText` does. A key has at most 128 characters. */
export function checkKey(field: string, key: string): void {
  checkText(field, key, MAX_KEY_LENGTH);
}
