import { invalidArgument } from "../handler/invalid-argument.ts";

/**
 * Throws a ConnectError INVALID_ARGUMENT that names the field when its text has more than
 * `most` characters. It does not quote the text.
 */
export function checkLength(field: string, text: string, most: number): void {
  if (text.length <= most) return;
  const message = `${field} of ${text.length} characters must have at most ${most}`;
  throw invalidArgument(message);
}
