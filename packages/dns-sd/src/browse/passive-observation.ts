import { afterReading } from "../after-reading.ts";
import type { Message } from "../messages/message.ts";
import type { Timing } from "../timing.ts";
import type { RecordCache } from "./record-cache.ts";

/** Drops services that do not answer, whoever asks for them (RFC 6762 sections 10.4 and 10.5). */
export interface PassiveObservation extends Disposable {
  /** Takes in a query: a service is dropped after two in ten seconds that it does not answer. */
  hear(query: Message): void;
  /**
   * Drops a service unless it is heard of in this time. Returns false if it is not known, or if
   * such a wait has begun already.
   */
  judge(name: string, waitMs: number): boolean;
}

/** Two questions without an answer count when they come within this time (section 10.5). */
const WINDOW_MS = 10_000;

/** Begins to observe. Calls `onGone` with a service that did not answer. */
export function createPassiveObservation(
  timing: Timing,
  cache: Pick<RecordCache, "srv">,
  onGone: (name: string) => void,
): PassiveObservation {
  const judging = new Map<string, NodeJS.Timeout>();

  function judge(name: string, waitMs: number): boolean {
    const srv = cache.srv(name);
    if (srv === undefined || judging.has(name)) return false;
    const timer = afterReading(waitMs, () => {
      if (!judging.delete(name)) return;
      // If it was heard again, this is another record.
      if (cache.srv(name) === srv) onGone(name);
    });
    judging.set(name, timer.unref());
    return true;
  }

  return {
    hear(query) {
      const name = observedName(query)?.toLowerCase() ?? "";
      const srv = cache.srv(name);
      if (srv === undefined) return;
      const nowMs = performance.now();
      if (nowMs - srv.askedMs <= WINDOW_MS) judge(name, timing.reconfirmWaitMs);
      srv.askedMs = nowMs;
    },
    judge,
    [Symbol.dispose]() {
      for (const timer of judging.values()) clearTimeout(timer);
      judging.clear();
    },
  };
}

/**
 * Returns the name of the service that a query asks for because it seems gone: it asks for the
 * SRV record alone. Undefined for other queries, and where no multicast answer is due: the asker
 * knows it (RFC 6762 section 7.1), is about to say what it knows (section 7.2), or may get it by
 * unicast (section 5.4). Then a missing answer proves nothing.
 */
function observedName({ questions, answers, truncated }: Message): string | undefined {
  const [question, ...others] = questions;
  if (question?.type !== "SRV" || question.unicast || others.length > 0) return undefined;
  return answers.length > 0 || truncated ? undefined : question.name;
}
