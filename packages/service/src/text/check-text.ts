import { invalidArgument } from "../handler/invalid-argument.ts";
import { checkLength } from "./check-length.ts";

/**
 * Throws a ConnectError INVALID_ARGUMENT that names the field when a text has more than `most`
 * characters, or one that a store cannot keep: PostgreSQL takes no NUL, and half a surrogate pair has
 * no UTF-8.
 */
export function checkText(field: string, text: string, most: number): void {
  checkLength(field, text, most);
  if (text.isWellFormed() && !text.includes("\0")) return;
  throw invalidArgument(`${field} must be Unicode text without NUL characters`);
}
