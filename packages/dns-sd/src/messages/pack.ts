import type { Answer } from "./answer.ts";
import type { DnsRecord } from "./dns-record.ts";
import { type Message, type Question, query, response } from "./message.ts";
import { messageLength } from "./to-packet.ts";

/** What one datagram on an Ethernet holds, after the headers of IPv4 and UDP. */
const MAX_BYTES = 1_472;
/** In seconds (RFC 6762 section 6.7). */
const MAX_LEGACY_TTL = 10;

/**
 * Returns answers as few responses, none of them larger than a datagram. The records of one
 * service stay together, so they must fit one.
 */
export function packAnswers(answers: readonly Answer[]): Message[] {
  return pack(answers, (some) =>
    response({
      answers: [...new Set(some.flatMap((each) => each.answers))],
      additionals: some.flatMap(({ additionals = [] }) => additionals),
    }),
  );
}

/**
 * Returns what answers an ordinary DNS client, which has asked with this id (RFC 6762 section
 * 6.7): one message for each service, because hashicorp/mdns reads one service from each. A client
 * such as dig reads the first message alone, so that has the answers of the others too, as far
 * as they fit.
 */
export function packLegacy(
  asked: Pick<Message, "id" | "questions">,
  answers: readonly Answer[],
): Message[] {
  const toMessage = (some: readonly Answer[]) =>
    response({
      ...asked,
      answers: [...new Set(some.flatMap((each) => each.answers))].map(toLegacy),
      additionals: some.flatMap(({ additionals = [] }) => additionals).map(toLegacy),
    });
  const brief = answers.map((each, index) => (index === 0 ? each : { answers: each.answers }));
  const [first, ...rest] = pack(brief, toMessage);
  if (first === undefined) return [];
  const others = answers
    .slice(1)
    // Without additional records the first message says it all, if everything fits in it.
    .filter(({ additionals = [] }) => additionals.length > 0 || rest.length > 0);
  return [first, ...others.map((each) => toMessage([each]))];
}

/** An ordinary client knows no cache-flush bit, and keeps an answer no longer than this. */
function toLegacy(record: DnsRecord): DnsRecord {
  return { ...record, flush: false, ttl: Math.min(record.ttl, MAX_LEGACY_TTL) };
}

/** Returns questions as few queries, none of them larger than a datagram. */
export function packQuestions(questions: readonly Question[]): Message[] {
  return pack(questions, (some) => query({ questions: some }));
}

/**
 * Returns a question and the answers to it that are known already. What does not fit one
 * datagram follows in others, each but the last saying so (RFC 6762 section 7.2).
 */
export function packKnown(question: Question, known: readonly DnsRecord[]): Message[] {
  const messages = pack(known, (answers) => query({ questions: [question], answers }));
  if (messages.length === 0) return [query({ questions: [question] })];
  return messages.map((message, index) => ({
    ...message,
    questions: index === 0 ? message.questions : [],
    truncated: index < messages.length - 1,
  }));
}

/** Fills each message with as many items as fit; an item that fits none has one to itself. */
function pack<T>(items: readonly T[], toMessage: (items: readonly T[]) => Message): Message[] {
  const messages: Message[] = [];
  let some: T[] = [];
  for (const item of items) {
    if (some.length > 0 && messageLength(toMessage([...some, item])) > MAX_BYTES) {
      messages.push(toMessage(some));
      some = [];
    }
    some.push(item);
  }
  if (some.length > 0) messages.push(toMessage(some));
  return messages;
}
