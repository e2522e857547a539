import type { Message } from "./message.ts";

/**
 * Returns the name that a query asks after as whoever finds an instance gone does: for its SRV
 * record alone, where who refreshes an instance asks for more. Undefined where silence proves
 * nothing, because no multicast answer is due: the asker knows it (RFC 6762 section 7.1), is
 * about to say what it knows (section 7.2), or may get it by unicast (section 5.4).
 */
export function askedAfter({ questions, answers, truncated }: Message): string | undefined {
  const [question, ...others] = questions;
  if (question?.type !== "SRV" || question.unicast || others.length > 0) return undefined;
  return answers.length > 0 || truncated ? undefined : question.name;
}
