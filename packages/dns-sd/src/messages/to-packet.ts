import {
  type Answer,
  AUTHORITATIVE_ANSWER,
  encodingLength,
  type Packet,
  type Question,
  TRUNCATED_RESPONSE,
} from "dns-packet";
import type { DnsRecord } from "./dns-record.ts";
import type { Message } from "./message.ts";

/** A packet as multicast-dns sends it. */
export type OutgoingPacket = Packet & { questions: Question[]; answers: Answer[] };

/** Returns a message as the packet that is encoded. */
export function toPacket(message: Message): OutgoingPacket {
  const { type, truncated } = message;
  return {
    ...message,
    questions: [...message.questions],
    flags: (type === "response" ? AUTHORITATIVE_ANSWER : 0) | (truncated ? TRUNCATED_RESPONSE : 0),
    answers: message.answers.map(copy),
    authorities: message.authorities.map(copy),
    additionals: message.additionals.map(copy),
  } as OutgoingPacket;
}

/** Returns how many bytes a message has. */
export function messageLength(message: Message): number {
  return encodingLength(toPacket(message));
}

/** A copy, because the encoder writes into a list of strings. */
function copy(record: DnsRecord): DnsRecord {
  return record.type === "TXT" ? { ...record, data: [...record.data] } : record;
}
