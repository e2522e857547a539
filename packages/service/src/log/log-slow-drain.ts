import type { Logger } from "pino";

/** What a service that stops may wait for. */
export interface Remaining {
  readonly connections: number;
  /** Those that are not answered yet: calls, pages, and watches of its health. */
  readonly requests: number;
  /** How many calls run, by method: "CurrencyService/Convert". */
  readonly calls: Readonly<Record<string, number>>;
}

/** How long a drain may last before somebody is told, in milliseconds. */
const SLOW_MS = 5_000;

/**
 * Says once what a drain waits for, if it has not been disposed 5 s after it could have closed its port.
 * `spreadMs` is how long that stays open.
 */
export function logSlowDrain(
  log: Pick<Logger, "warn">,
  spreadMs: number,
  remaining: () => Remaining,
): Disposable {
  const afterMs = spreadMs + SLOW_MS;
  const timer = setTimeout(
    () => log.warn(remaining(), `Still stopping after ${afterMs / 1_000} s`),
    afterMs,
  ).unref();
  return { [Symbol.dispose]: () => clearTimeout(timer) };
}
