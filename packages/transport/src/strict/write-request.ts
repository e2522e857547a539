import { isPlainField } from "./is-plain-field.ts";

/**
 * Returns a call in the one form that a strict reader takes, headers and body together. Undefined when
 * a header does not belong there, or when it is so long that it might come in pieces.
 */
export function writeRequest(
  host: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Buffer | undefined {
  if (body.byteLength > MOST_BYTES) return undefined;
  let head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n`;
  for (const name in headers) {
    const value = headers[name] as string;
    // There is one host already.
    if (name === "host" || !isPlainField(name, value)) return undefined;
    head += `${name}: ${value}\r\n`;
  }
  head += "\r\n";
  const bytes = Buffer.allocUnsafe(head.length + body.byteLength);
  bytes.write(head, "latin1");
  bytes.set(body, head.length);
  return bytes;
}

const MOST_BYTES = 32_768;
