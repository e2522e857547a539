import { STATUS_CODES } from "node:http";
import type { Reply } from "../unary/unary-calls.ts";

/**
 * Returns a reply in bytes. With `keepAliveMs` the connection stays open, for as long as that. Throws a
 * TypeError when a header has a character that HTTP forbids.
 */
export function writeReply(
  { status, type, metadata, body }: Reply,
  headers: Readonly<Record<string, string>>,
  keepAliveMs: number | undefined,
): Buffer {
  let head = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? "unknown"}\r\n`;
  for (const name in headers) head += field(name, headers[name] as string);
  for (const [name, value] of metadata) head += field(name, value);
  head += `content-type: ${type}\r\ncontent-length: ${body.byteLength}\r\ndate: ${date()}\r\n`;
  head +=
    keepAliveMs === undefined
      ? "connection: close\r\n\r\n"
      : `connection: keep-alive\r\nkeep-alive: timeout=${Math.floor(keepAliveMs / 1_000)}\r\n\r\n`;
  const bytes = Buffer.allocUnsafe(head.length + body.byteLength);
  bytes.write(head, "latin1");
  bytes.set(body, head.length);
  return bytes;
}

function field(name: string, value: string): string {
  if (!VALUE.test(value)) throw new TypeError(`The header "${name}" has a forbidden character`);
  return `${name}: ${value}\r\n`;
}

const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

let madeAtS = 0;
let made = "";

/** The time as HTTP writes it (RFC 9110 section 5.6.7), made once in a second. */
function date(): string {
  const nowMs = Date.now();
  const nowS = Math.floor(nowMs / 1_000);
  if (nowS !== madeAtS) made = new Date(nowMs).toUTCString();
  madeAtS = nowS;
  return made;
}
