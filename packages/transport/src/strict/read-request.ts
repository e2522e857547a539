import { isPlainField } from "./is-plain-field.ts";
import { readHead } from "./read-head.ts";

/** A call as our own clients send it. */
export interface StrictRequest {
  /** The path. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Names and values by turns. */
  readonly rawHeaders: readonly string[];
  readonly body: Uint8Array;
}

/**
 * Reads the bytes that came together as one whole call and nothing more. Undefined when they are
 * anything but what our own clients send: another request, a part of one, or more than one.
 */
export function readRequest(bytes: Buffer): StrictRequest | undefined {
  const head = readHead(bytes);
  if (head === undefined) return undefined;
  const { firstLine, rawHeaders } = head;
  const url = PATH.exec(firstLine)?.[1];
  if (url === undefined || rawHeaders.length > 2 * MOST_FIELDS) return undefined;
  const headers: Record<string, string> = { __proto__: null } as never;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] as string;
    const value = rawHeaders[at + 1] as string;
    // Each once: of two lengths or hosts, two readers may take different ones.
    if (name in headers || !isPlainField(name, value)) return undefined;
    headers[name] = value;
  }
  const { "content-length": length = "", "connect-timeout-ms": timeout = "0" } = headers;
  const isOurs =
    headers["content-type"] === "application/proto" &&
    headers["connect-protocol-version"] === "1" &&
    headers.host !== undefined &&
    DIGITS.test(timeout) &&
    DIGITS.test(length) &&
    head.length + Number(length) === bytes.byteLength;
  return isOurs ? { url, headers, rawHeaders, body: bytes.subarray(head.length) } : undefined;
}

/** Ours have a dozen at most. Each that is kept costs a hundred bytes, however short it is. */
const MOST_FIELDS = 32;

const PATH = /^POST (\/[\w./]+) HTTP\/1\.1$/;

/** A number in its one spelling, no longer than a timer of Node can wait. */
const DIGITS = /^(?:0|[1-9]\d{0,8})$/;
