import { createHistogram } from "node:perf_hooks";

/** Counts requests by the second, for a picture that moves. */
export interface Timeline {
  record(durationMs: number, failed: boolean): void;
  /** Returns the last seconds that are over, the oldest first. */
  samples(): readonly Sample[];
}

/** One second, as visitors saw it. */
export interface Sample {
  /** When it began, in seconds since 1970. */
  readonly second: number;
  /** How many requests ended in it, failed ones too. */
  readonly requests: number;
  readonly failed: number;
  /** Half of them took no longer; 0 where there were none. */
  readonly p50Ms: number;
  /** 95 of 100 took no longer. */
  readonly p95Ms: number;
}

/** So many seconds are kept. */
const KEPT = 120;
/** In microseconds, as in the statistics: a minute. */
const HIGHEST = 60_000_000;

/** Starts counting now. The clock is Date.now, unless a test has one of its own. */
export function createTimeline(now = Date.now): Timeline {
  const secondNow = () => Math.floor(now() / 1_000);
  const histogram = createHistogram({ highest: HIGHEST });
  const kept: Sample[] = [];
  let failed = 0;
  let second = secondNow();

  /** Ends the seconds that are over. */
  function roll(): void {
    const current = secondNow();
    // After a long pause the seconds before it are of no use.
    for (; second < current; second = Math.max(second + 1, current - KEPT)) {
      const ms = (percent: number) =>
        histogram.count === 0 ? 0 : histogram.percentile(percent) / 1_000;
      const p50Ms = ms(50);
      kept.push({ second, requests: histogram.count, failed, p50Ms, p95Ms: ms(95) });
      histogram.reset();
      failed = 0;
    }
    kept.splice(0, kept.length - KEPT);
  }

  return {
    record(durationMs, hasFailed) {
      roll();
      histogram.record(Math.min(Math.max(1, Math.round(durationMs * 1_000)), HIGHEST));
      if (hasFailed) failed += 1;
    },
    samples() {
      roll();
      return [...kept];
    },
  };
}
