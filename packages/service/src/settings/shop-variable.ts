import { userInfo } from "node:os";
import * as v from "valibot";

/** A shop's name is a folder's too, and part of a DNS record. */
const NAME = /[A-Za-z0-9][\w.-]{0,62}/;

/**
 * Returns the schema of the variable that keeps shops apart: a name, by default as much of the
 * user's as may stand in one.
 */
export function shopVariable(username = currentUser) {
  return v.pipe(
    v.optional(v.string(), () => nameIn(username())),
    v.regex(
      new RegExp(`^${NAME.source}$`),
      'must be 1 to 63 letters, digits, "_", "." or "-", the first a letter or digit',
    ),
  );
}

function nameIn(username: string): string {
  return NAME.exec(username.replace(/[^\w.-]/g, ""))?.[0] ?? "hipstershop";
}

/** A container's user may have no name. */
function currentUser(): string {
  try {
    return userInfo().username;
  } catch {
    return "";
  }
}
