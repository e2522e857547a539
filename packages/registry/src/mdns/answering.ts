import type { Answer } from "./answer.ts";
import type { DnsRecord } from "./dns-record.ts";
import type { Link, Peer } from "./link.ts";
import type { Message, Question } from "./message.ts";
import { pack } from "./pack.ts";
import { type Timing, within } from "./timing.ts";

/** Answers queries in due time: at once, or after a delay in which others may speak. */
export interface Answering extends Disposable {
  hear(query: Message, from: Peer, link: Link): void;
}

export interface AnsweringOptions {
  readonly timing: Timing;
  readonly send: (message: Message, link: Link) => Promise<void>;
  /** What there is to say to questions, but for what the asker knows. */
  readonly answer: (
    link: Link,
    questions: readonly Question[],
    known: readonly DnsRecord[],
  ) => readonly Answer[];
}

interface Pending {
  readonly questions: Question[];
  readonly known: DnsRecord[];
  timer: NodeJS.Timeout | undefined;
}

/** Answers that are waiting to be given; a flood of queries beyond it is not answered. */
const MAX_PENDING = 1_000;

export function createAnswering({ timing, send, answer }: AnsweringOptions): Answering {
  const pending = new Map<string, Pending>();

  function give(link: Link, questions: readonly Question[], known: readonly DnsRecord[]): void {
    for (const each of pack(answer(link, questions, known))) send(each, link);
  }

  function delayMs(query: Message): number {
    if (query.truncated) return within(timing.truncatedDelayMs);
    // Names of one instance are its own: nobody else will answer (RFC 6762 section 6).
    const isShared = query.questions.some(({ type }) => type === "PTR");
    return isShared ? within(timing.answerDelayMs) : 0;
  }

  return {
    hear(query, from, link) {
      const key = `${link.address} ${from.address} ${from.port}`;
      const waiting = pending.get(key);
      if (waiting !== undefined) {
        waiting.questions.push(...query.questions);
        waiting.known.push(...query.answers);
        return;
      }
      const ms = delayMs(query);
      if (ms === 0) return give(link, query.questions, query.answers);
      if (pending.size >= MAX_PENDING) return;
      const next: Pending = {
        questions: [...query.questions],
        known: [...query.answers],
        timer: undefined,
      };
      next.timer = setTimeout(() => {
        pending.delete(key);
        give(link, next.questions, next.known);
      }, ms);
      pending.set(key, next);
    },
    [Symbol.dispose]() {
      for (const { timer } of pending.values()) clearTimeout(timer);
      pending.clear();
    },
  };
}
