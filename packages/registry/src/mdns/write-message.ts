import {
  AUTHORITATIVE_ANSWER,
  encode,
  encodingLength,
  type Packet,
  TRUNCATED_RESPONSE,
} from "dns-packet";
import type { DnsRecord } from "./dns-record.ts";
import type { Message } from "./message.ts";

/** Returns the bytes of a message. */
export function writeMessage(message: Message): Uint8Array {
  return encode(toPacket(message));
}

/** Returns how many bytes a message has. */
export function messageLength(message: Message): number {
  return encodingLength(toPacket(message));
}

function toPacket(message: Message): Packet {
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
  } as Packet;
}

/** The encoder writes into the data it is given: it gets copies. */
function toAnswers(records: readonly DnsRecord[]) {
  return records.map((record) => ({
    ...record,
    class: "IN",
    data: record.type === "TXT" ? [...record.data] : record.data,
  }));
}
