/** The head of an HTTP/1.1 message. */
export interface Head {
  readonly firstLine: string;
  /** Names and values by turns, as they were sent, as Node's `rawHeaders`. */
  readonly rawHeaders: readonly string[];
  /** How long the head is in bytes, with the empty line that ends it. */
  readonly length: number;
}

/**
 * Reads the head of a message at the start of some bytes. Undefined when it is not complete, or when
 * anything in it is not what RFC 9112 tells senders to write: a bare CR or LF, a folded line, a space
 * before a colon, a control character.
 */
export function readHead(bytes: Buffer): Head | undefined {
  const end = bytes.indexOf(END);
  if (end < 0 || end > MOST_BYTES) return undefined;
  const text = bytes.toString("latin1", 0, end);
  if (!HEAD.test(text)) return undefined;
  let at = text.indexOf("\r\n");
  const firstLine = at < 0 ? text : text.slice(0, at);
  const rawHeaders: string[] = [];
  while (at >= 0) {
    const colon = text.indexOf(":", at);
    const next = text.indexOf("\r\n", colon);
    const value = next < 0 ? text.slice(colon + 1) : text.slice(colon + 1, next);
    rawHeaders.push(text.slice(at + 2, colon), value.trim());
    at = next;
  }
  return { firstLine, rawHeaders, length: end + END.length };
}

const END = "\r\n\r\n";

/** As Node's own limit for both ends. */
const MOST_BYTES = 16_384;

/**
 * A line, and fields (RFC 9112 section 5) of names (RFC 9110 section 5.6.2) and values. Without
 * U+00A0, which is no space to HTTP, but to `trim`.
 */
const HEAD = /^[ -~]+(?:\r\n[!#$%&'*+.^_`|~\w-]+:[\t -~\x80-\x9f\xa1-\xff]*)*$/;
