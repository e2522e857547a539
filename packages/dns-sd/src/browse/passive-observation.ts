import { afterReading } from "../after-reading.ts";
import type { Timing } from "../timing.ts";

/** Services that somebody asks for because they could not be reached. */
export interface PassiveObservation extends Disposable {
  /** Notes that somebody asks for a service's SRV record, so many times. */
  add(name: string, questions?: number): void;
  /** Whether it will be decided within a moment if a service is gone. */
  isJudging(name: string): boolean;
}

export interface PassiveObservationOptions {
  readonly timing: Timing;
  /** When a service was last heard of; undefined when it is not known. */
  readonly heardMs: (name: string) => number | undefined;
  /** Called with a service that two questions in ten seconds did not bring to answer. */
  readonly onGone: (name: string) => void;
}

interface Observation {
  readonly firstMs: number;
  count: number;
  /** Whether no judgement is under way: the next question begins one. */
  judged: boolean;
  timer: NodeJS.Timeout | undefined;
}

/** Two unanswered questions count when they come within this time (RFC 6762 section 10.5). */
const WINDOW_MS = 10_000;

/**
 * Watches for questions without an answer, whoever asks them: a service that one process finds
 * gone is dropped by all of them (RFC 6762 sections 10.4 and 10.5). The observation of a service
 * ends when it is heard of, or after ten seconds.
 */
export function createPassiveObservation({
  timing,
  heardMs,
  onGone,
}: PassiveObservationOptions): PassiveObservation {
  const observations = new Map<string, Observation>();

  function judge(name: string, observation: Observation): void {
    if (observations.get(name) !== observation) return;
    const silent = (heardMs(name) ?? Number.POSITIVE_INFINITY) < observation.firstMs;
    if (silent && observation.count < 2) {
      observation.judged = true;
      observation.timer = setTimeout(() => observations.delete(name), WINDOW_MS).unref();
      return;
    }
    observations.delete(name);
    if (silent) onGone(name);
  }

  return {
    add(name, questions = 1) {
      if (heardMs(name) === undefined) return;
      let observation = observations.get(name);
      if (observation === undefined) {
        observation = { firstMs: performance.now(), count: 0, judged: true, timer: undefined };
        observations.set(name, observation);
      }
      observation.count += questions;
      if (!observation.judged) return;
      observation.judged = false;
      clearTimeout(observation.timer);
      const waitMs = timing.reconfirmIntervalMs + timing.reconfirmWaitMs;
      const judged = observation;
      observation.timer = afterReading(waitMs, () => judge(name, judged));
    },
    isJudging: (name) => observations.get(name)?.judged === false,
    [Symbol.dispose]() {
      for (const { timer } of observations.values()) clearTimeout(timer);
      observations.clear();
    },
  };
}
