import type { DnsRecord } from "./dns-record.ts";

/** A DNS message, with what concerns multicast DNS. */
export interface Message {
  readonly type: "query" | "response";
  /** 0 in all that is multicast (RFC 6762 section 18.1). */
  readonly id: number;
  readonly questions: readonly Question[];
  readonly answers: readonly DnsRecord[];
  /** What a prober means to announce (section 8.2). */
  readonly authorities: readonly DnsRecord[];
  readonly additionals: readonly DnsRecord[];
  /** Whether more known answers follow in another message (section 7.2). */
  readonly truncated: boolean;
}

export interface Question {
  readonly name: string;
  readonly type: "PTR" | "SRV" | "TXT" | "A" | "AAAA" | "ANY";
  /** Whether the answer may go to the asker alone: the QU bit (section 5.4). We never set it. */
  readonly unicast?: true;
}

/** Returns a query with these parts and nothing else in it. */
export function query(parts: Partial<Message>): Message {
  return { ...EMPTY, ...parts };
}

/** Returns a response with these parts and nothing else in it. */
export function response(parts: Partial<Message>): Message {
  return { ...EMPTY, ...parts, type: "response" };
}

const EMPTY: Message = {
  type: "query",
  id: 0,
  questions: [],
  answers: [],
  authorities: [],
  additionals: [],
  truncated: false,
};
