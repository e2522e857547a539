import { isIPv4, isIPv6 } from "node:net";
import type { DnsRecord } from "./dns-record.ts";
import type { Message, Question } from "./message.ts";

/** The longest time that RFC 6762 section 10 recommends, in seconds. */
const MAX_TTL = 4_500;
/** The most that the text of a service should come to (RFC 6763 section 6.2). */
const MAX_TEXT_BYTES = 1_300;
/** A string costs more memory than its bytes: what is empty must be few, too. */
const MAX_STRINGS = 32;
/** What the decoder makes of class IN with the QU bit (RFC 6762 section 5.4). */
const IN_UNICAST = `UNKNOWN_${0x8001}`;
const ASKED = new Set(["PTR", "SRV", "TXT", "A", "AAAA", "ANY"]);

/**
 * Returns the message that a decoded packet is; undefined where it does not concern multicast
 * DNS: an opcode or response code other than 0 (RFC 6762 sections 18.3 and 18.11). Anything
 * may come from a network: records and questions of other kinds are left out, and every field
 * that is left has been checked.
 */
export function readMessage(packet: unknown): Message | undefined {
  if (!isObject(packet)) return undefined;
  const { type, id, opcode, rcode } = packet;
  if (type !== "query" && type !== "response") return undefined;
  if (opcode !== "QUERY" || rcode !== "NOERROR") return undefined;
  return {
    type,
    id: Number(id),
    truncated: packet.flag_tc === true,
    questions: readList(packet.questions, readQuestion),
    answers: readList(packet.answers, readRecord),
    authorities: readList(packet.authorities, readRecord),
    additionals: readList(packet.additionals, readRecord),
  };
}

function readList<T>(list: unknown, read: (item: Record<string, unknown>) => T | undefined): T[] {
  if (!Array.isArray(list)) return [];
  return list
    .map((item) => (isObject(item) ? read(item) : undefined))
    .filter((v) => v !== undefined);
}

function readQuestion(question: Record<string, unknown>): Question | undefined {
  const { name, type } = question;
  if (typeof name !== "string" || typeof type !== "string" || !ASKED.has(type)) return undefined;
  const asked = { name, type: type as Question["type"] };
  return question.class === IN_UNICAST ? { ...asked, unicast: true } : asked;
}

function readRecord(record: Record<string, unknown>): DnsRecord | undefined {
  const { name, type, data, flush } = record;
  if (typeof name !== "string" || typeof record.ttl !== "number" || record.class !== "IN") {
    return undefined;
  }
  const common = { name, ttl: Math.min(record.ttl, MAX_TTL), flush: flush === true };
  switch (type) {
    case "PTR":
      return typeof data === "string" ? { ...common, type, data } : undefined;
    case "SRV": {
      if (!isObject(data)) return undefined;
      const { target, port } = data;
      if (typeof target !== "string" || typeof port !== "number") return undefined;
      return { ...common, type, data: { target, port } };
    }
    case "TXT":
      return Array.isArray(data) && isShort(data)
        ? { ...common, type, data: data.map(String) }
        : undefined;
    case "A":
      return typeof data === "string" && isIPv4(data) ? { ...common, type, data } : undefined;
    case "AAAA":
      return typeof data === "string" && isIPv6(data) ? { ...common, type, data } : undefined;
    default:
      return undefined;
  }
}

/** Whether text is no longer than anyone may announce. */
function isShort(strings: readonly unknown[]): boolean {
  if (strings.length > MAX_STRINGS) return false;
  const bytes = strings.reduce<number>((sum, each) => sum + 1 + Buffer.byteLength(String(each)), 0);
  return bytes <= MAX_TEXT_BYTES;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
