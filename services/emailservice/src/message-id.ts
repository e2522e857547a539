import { createHash, randomUUID } from "node:crypto";

/**
 * Returns the Message-ID of a mail, with its angle brackets (RFC 5322 section 3.6.4): the same for
 * all mails of one key, and a new one without a key. It begins with the key, or with its hash where
 * the key has characters that an id may not have, and ends with the domain of the sender `from`.
 */
export function messageId(key: string, from: string): string {
  return `<${nameOf(key)}${from.slice(from.lastIndexOf("@"))}>`;
}

function nameOf(key: string): string {
  if (key === "") return randomUUID();
  return DOT_ATOM.test(key) ? key : createHash("sha256").update(key).digest("hex");
}

/** RFC 5322 section 3.2.3. */
const DOT_ATOM = /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
