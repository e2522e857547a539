import { type Timing, within } from "../timing.ts";

/** A question that is asked for as long as the answer is of interest. */
export interface Search extends Disposable {
  /** Asks now, and begins the series anew. */
  restart(): void;
}

const MIN_INTERVAL_MS = 1_000;
const MAX_INTERVAL_MS = 3_600_000;

/**
 * Asks at once, after 1 s, and each time after twice as long as before, up to an hour (RFC
 * 6762 section 5.2). A service that comes later announces itself.
 */
export function createSearch(timing: Timing, ask: () => void): Search {
  let timer: NodeJS.Timeout | undefined;
  let intervalMs = MIN_INTERVAL_MS;

  function step(): void {
    timer = setTimeout(step, intervalMs * (1 + Math.random() * 0.1)).unref();
    intervalMs = Math.min(intervalMs * 2, MAX_INTERVAL_MS);
    ask();
  }

  function restart(): void {
    clearTimeout(timer);
    intervalMs = MIN_INTERVAL_MS;
    const delayMs = within(timing.delayMs);
    if (delayMs === 0) step();
    else timer = setTimeout(step, delayMs);
  }

  restart();
  return { restart, [Symbol.dispose]: () => clearTimeout(timer) };
}
