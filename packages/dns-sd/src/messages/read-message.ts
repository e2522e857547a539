import { isIPv4, isIPv6 } from "node:net";
import type * as dns from "dns-packet";
import type { DnsRecord } from "./dns-record.ts";
import type { Message, Question } from "./message.ts";

/** A packet as dns-packet decodes it; its types leave these two out. */
export type DecodedPacket = dns.DecodedPacket & { readonly opcode: string; readonly rcode: string };

/** The longest time that RFC 6762 section 10 recommends, in seconds. */
const MAX_TTL = 4_500;
/** The most that the text of a service should come to (RFC 6763 section 6.2). */
const MAX_TEXT_BYTES = 1_300;
/** An empty string costs memory too. */
const MAX_STRINGS = 32;
/** What the decoder makes of class IN with the QU bit (RFC 6762 section 5.4). */
const IN_UNICAST = `UNKNOWN_${0x8001}`;
const ASKED = new Set<string>(["PTR", "SRV", "TXT", "A", "AAAA", "ANY"]);

/**
 * Returns the message that a packet is; undefined where it does not concern multicast DNS: an
 * opcode or response code other than 0 (RFC 6762 sections 18.3 and 18.11). Records and questions
 * of other kinds are left out, and so are those with impossible data.
 */
export function readMessage(packet: DecodedPacket): Message | undefined {
  const { type, id = 0, opcode, rcode, flag_tc: truncated } = packet;
  if (type === undefined || opcode !== "QUERY" || rcode !== "NOERROR") return undefined;
  return {
    type,
    id,
    truncated,
    questions: packet.questions?.flatMap(readQuestion) ?? [],
    answers: packet.answers?.flatMap(readRecord) ?? [],
    authorities: packet.authorities?.flatMap(readRecord) ?? [],
    additionals: packet.additionals?.flatMap(readRecord) ?? [],
  };
}

function readQuestion(question: dns.Question): Question | [] {
  if (!ASKED.has(question.type)) return [];
  const asked = { name: question.name, type: question.type as Question["type"] };
  return String(question.class) === IN_UNICAST ? { ...asked, unicast: true } : asked;
}

function readRecord(record: dns.Answer): DnsRecord | [] {
  if (record.type === "OPT" || record.class !== "IN") return [];
  const { name, ttl = 0, flush = false } = record;
  const common = { name, ttl: Math.min(ttl, MAX_TTL), flush };
  switch (record.type) {
    case "PTR":
      return { ...common, type: record.type, data: record.data };
    case "SRV": {
      const { target, port } = record.data;
      return { ...common, type: record.type, data: { target, port } };
    }
    case "TXT": {
      const data = [record.data].flat().map(String);
      return isShort(data) ? { ...common, type: record.type, data } : [];
    }
    // The decoder makes a text also of an address that the end of the packet cuts off.
    case "A":
      return isIPv4(record.data) ? { ...common, type: record.type, data: record.data } : [];
    case "AAAA":
      return isIPv6(record.data) ? { ...common, type: record.type, data: record.data } : [];
    default:
      return [];
  }
}

/** Whether text is no longer than anyone may announce. */
function isShort(strings: readonly string[]): boolean {
  const bytes = strings.reduce((sum, each) => sum + 1 + Buffer.byteLength(each), 0);
  return strings.length <= MAX_STRINGS && bytes <= MAX_TEXT_BYTES;
}
