import type { Message } from "../messages/message.ts";

/**
 * Returns the name of the service that a query asks for because it seems gone: it asks for the
 * SRV record alone. Undefined for other queries, and where no multicast answer is due: the asker
 * knows it (RFC 6762 section 7.1), is about to say what it knows (section 7.2), or may get it by
 * unicast (section 5.4). No answer proves nothing then.
 */
export function observedName({ questions, answers, truncated }: Message): string | undefined {
  const [question, ...others] = questions;
  if (question?.type !== "SRV" || question.unicast || others.length > 0) return undefined;
  return answers.length > 0 || truncated ? undefined : question.name;
}
