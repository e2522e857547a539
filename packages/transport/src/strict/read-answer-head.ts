import { readHead } from "./read-head.ts";

/** The head of an answer whose body has a stated length. */
export interface AnswerHead {
  readonly status: number;
  readonly type: string | undefined;
  readonly encoding: string | undefined;
  readonly rawHeaders: readonly string[];
  /** How long the head is, and the body, in bytes. */
  readonly length: number;
  readonly bodyLength: number;
  /** Whether the server closes the connection after this answer. */
  readonly closes: boolean;
  /** How long the connection may idle, as the server says: "timeout=65". */
  readonly keepAlive: string | undefined;
}

/** Reads the head of an answer. Undefined when that is a matter for node:http. */
export function readAnswerHead(bytes: Buffer): AnswerHead | undefined {
  const head = readHead(bytes);
  // 1xx, 204 and 304 have no body (RFC 9112 section 6.3).
  const status = head && Number(STATUS.exec(head.firstLine)?.[1]);
  if (!status || status === 204 || status === 304) return undefined;
  const { rawHeaders, length } = head;
  let bodyLength: number | undefined;
  let connection: string | undefined;
  let type: string | undefined;
  let encoding: string | undefined;
  let keepAlive: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const value = rawHeaders[at + 1] as string;
    switch ((rawHeaders[at] as string).toLowerCase()) {
      case "content-length":
        if (bodyLength !== undefined || !DIGITS.test(value)) return undefined;
        bodyLength = Number(value);
        break;
      case "transfer-encoding":
      case "upgrade":
        return undefined;
      case "connection":
        if (connection !== undefined) return undefined;
        connection = value.toLowerCase();
        break;
      case "content-type":
        type ??= value;
        break;
      case "content-encoding":
        encoding ??= value;
        break;
      case "keep-alive":
        keepAlive = value;
    }
  }
  if (bodyLength === undefined) return undefined;
  const closes = connection !== undefined && connection !== "keep-alive";
  return { status, type, encoding, rawHeaders, length, bodyLength, closes, keepAlive };
}

const STATUS = /^HTTP\/1\.1 ([2-5]\d\d) /;
const DIGITS = /^\d{1,15}$/;
