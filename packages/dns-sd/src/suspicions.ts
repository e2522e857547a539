import { afterReading } from "./after-reading.ts";
import type { Timing } from "./timing.ts";

/** Instances that somebody asks after, because a call could not reach them. */
export interface Suspicions extends Disposable {
  /** Notes that somebody asks for an instance's SRV record, so many times. */
  add(name: string, questions?: number): void;
  /** Whether it will be decided within a moment if an instance is gone. */
  isJudging(name: string): boolean;
}

export interface SuspicionsOptions {
  readonly timing: Timing;
  /** When an instance was last heard of; undefined when it is not known. */
  readonly heardMs: (name: string) => number | undefined;
  /** Called with an instance that two questions in ten seconds did not bring to answer. */
  readonly onGone: (name: string) => void;
}

interface Suspicion {
  readonly firstMs: number;
  count: number;
  /** Whether no judgement is under way: the next question begins one. */
  judged: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Two unanswered questions count when they come within this time (RFC 6762 section 10.5). */
const WINDOW_MS = 10_000;

/**
 * Watches questions go unanswered, whoever asks them: so an instance that one process finds
 * gone is dropped by all of them (RFC 6762 sections 10.4 and 10.5). A suspicion ends when the
 * instance is heard of, or after ten seconds.
 */
export function createSuspicions({ timing, heardMs, onGone }: SuspicionsOptions): Suspicions {
  const suspicions = new Map<string, Suspicion>();

  function judge(name: string, suspicion: Suspicion): void {
    if (suspicions.get(name) !== suspicion) return;
    const silent = (heardMs(name) ?? Number.POSITIVE_INFINITY) < suspicion.firstMs;
    if (silent && suspicion.count < 2) {
      suspicion.judged = true;
      suspicion.timer = setTimeout(() => suspicions.delete(name), WINDOW_MS).unref();
      return;
    }
    suspicions.delete(name);
    if (silent) onGone(name);
  }

  return {
    add(name, questions = 1) {
      if (heardMs(name) === undefined) return;
      let suspicion = suspicions.get(name);
      if (suspicion === undefined) {
        suspicion = { firstMs: performance.now(), count: 0, judged: true, timer: undefined };
        suspicions.set(name, suspicion);
      }
      suspicion.count += questions;
      if (!suspicion.judged) return;
      suspicion.judged = false;
      clearTimeout(suspicion.timer);
      const waitMs = timing.reconfirmIntervalMs + timing.reconfirmWaitMs;
      const judged = suspicion;
      suspicion.timer = afterReading(waitMs, () => judge(name, judged));
    },
    isJudging: (name) => suspicions.get(name)?.judged === false,
    [Symbol.dispose]() {
      for (const { timer } of suspicions.values()) clearTimeout(timer);
      suspicions.clear();
    },
  };
}
