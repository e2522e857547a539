import { userInfo } from "node:os";
import * as v from "valibot";

/** The name is also the name of a folder, and part of a DNS record. */
const NAME = /[A-Za-z0-9][\w.-]{0,62}/;

/**
 * Returns the schema of SHOP, the name that separates shops on one network. By default it is the
 * user's name without the characters that it may not have.
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
