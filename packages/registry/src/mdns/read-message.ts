import { isIPv4, isIPv6 } from "node:net";
import { decode } from "dns-packet";
import type { DnsRecord } from "./dns-record.ts";
import type { Message, Question } from "./message.ts";

/** The longest time that RFC 6762 section 10 recommends, in seconds. */
const MAX_TTL = 4_500;
/** No message may be longer, whatever the link carries (RFC 6762 section 17). */
const MAX_BYTES = 9_000;
const HEADER_BYTES = 12;
const MIN_QUESTION_BYTES = 5;
const MIN_RECORD_BYTES = 11;
const ASKED = new Set(["PTR", "SRV", "TXT", "A", "AAAA", "ANY"]);

/**
 * Returns the message in a datagram; undefined where there is none that concerns multicast
 * DNS: bytes that do not decode, or an opcode or response code other than 0 (RFC 6762
 * sections 18.3 and 18.11). Anything may come from a network: records and questions of other
 * kinds are left out, and every field that is left has been checked.
 */
export function readMessage(datagram: Buffer): Message | undefined {
  if (!mayHold(datagram)) return undefined;
  let packet: unknown;
  try {
    packet = decode(datagram);
  } catch {
    return undefined;
  }
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

/**
 * Whether the datagram is of a fitting length, and long enough for the counts in its header. The decoder makes room
 * for as many entries as a header promises, which may be 262,140 in twelve bytes.
 */
function mayHold(datagram: Buffer): boolean {
  if (datagram.length < HEADER_BYTES || datagram.length > MAX_BYTES) return false;
  const questions = datagram.readUInt16BE(4);
  const records = datagram.readUInt16BE(6) + datagram.readUInt16BE(8) + datagram.readUInt16BE(10);
  const bytes = HEADER_BYTES + questions * MIN_QUESTION_BYTES + records * MIN_RECORD_BYTES;
  return bytes <= datagram.length;
}

function readList<T>(list: unknown, read: (item: Record<string, unknown>) => T | undefined): T[] {
  if (!Array.isArray(list)) return [];
  return list
    .map((item) => (isObject(item) ? read(item) : undefined))
    .filter((v) => v !== undefined);
}

function readQuestion({ name, type }: Record<string, unknown>): Question | undefined {
  if (typeof name !== "string" || typeof type !== "string" || !ASKED.has(type)) return undefined;
  return { name, type: type as Question["type"] };
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
      return Array.isArray(data) ? { ...common, type, data: data.map(String) } : undefined;
    case "A":
      return typeof data === "string" && isIPv4(data) ? { ...common, type, data } : undefined;
    case "AAAA":
      return typeof data === "string" && isIPv6(data) ? { ...common, type, data } : undefined;
    default:
      return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null;
}
