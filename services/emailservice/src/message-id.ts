import { createHash, randomUUID } from "node:crypto";

/**
 * Returns the Message-ID of a mail, with its angle brackets (RFC 5322 section 3.6.4): the same for
 * all mails of one key, and a new one without a key. `from` is the address of the sender, whose
 * domain it ends with. The key is hashed, because it may hold what an id may not.
 */
export function messageId(key: string, from: string): string {
  const name = key === "" ? randomUUID() : createHash("sha256").update(key).digest("hex");
  return `<${name}${from.slice(from.lastIndexOf("@"))}>`;
}
