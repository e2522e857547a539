import { randomBytes } from "node:crypto";

/** The longest name that leaves room for the rest: a DNS label has 63 bytes. */
const MAX_LENGTH = 54;

/**
 * Returns another name for what had one that was taken (RFC 6762 section 9). It is random: if
 * two counted up, they would meet again.
 */
export function rename(name: string): string {
  return `${name.slice(0, MAX_LENGTH)}-${randomBytes(4).toString("hex")}`;
}
