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
  return {
    type: message.type,
    id: message.id,
    flags:
      (message.type === "response" ? AUTHORITATIVE_ANSWER : 0) |
      (message.truncated ? TRUNCATED_RESPONSE : 0),
    questions: message.questions.map((question) => ({ ...question, class: "IN" })),
    answers: toAnswers(message.answers),
    authorities: toAnswers(message.authorities),
    additionals: toAnswers(message.additionals),
  } as OutgoingPacket;
}

/** Returns how many bytes a message has. */
export function messageLength(message: Message): number {
  return encodingLength(toPacket(message));
}

/** The encoder writes into the data it is given: it gets copies. */
function toAnswers(records: readonly DnsRecord[]) {
  return records.map((record) => ({
    ...record,
    class: "IN",
    data: record.type === "TXT" ? [...record.data] : record.data,
  }));
}
