import type { Answer } from "./answer.ts";
import { type Message, response } from "./message.ts";
import { messageLength } from "./write-message.ts";

/** What one datagram on an Ethernet holds, after the headers of IPv4 and UDP. */
const MAX_BYTES = 1_472;

/**
 * Returns the answers as few messages, none of them larger than a datagram. What belongs to
 * one instance stays together; `checkInstance` sees to it that it fits.
 */
export function pack(answers: readonly Answer[]): Message[] {
  const messages: Message[] = [];
  let current: { answers: Answer["answers"]; additionals: Answer["additionals"] } | undefined;
  for (const next of answers) {
    const joined = {
      answers: [...new Set([...(current?.answers ?? []), ...next.answers])],
      additionals: [...(current?.additionals ?? []), ...next.additionals],
    };
    if (current !== undefined && messageLength(response(joined)) > MAX_BYTES) {
      messages.push(response(current));
      current = next;
    } else {
      current = joined;
    }
  }
  if (current !== undefined) messages.push(response(current));
  return messages;
}
