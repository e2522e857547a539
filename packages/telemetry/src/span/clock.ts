import type { TimeInput } from "@opentelemetry/api";

/** More than this, in milliseconds, the two clocks never differ, unless one was set. */
const APART_MS = 20;

/** What the time since 1970 is when `performance.now()` is 0. */
let originMs = performance.timeOrigin;

/** The time of spans: by `performance.now()`, which nobody can set while they run. */
export const clock = {
  /** Returns the time since 1970, in milliseconds. */
  sinceEpochMs: (ms: number): number => originMs + ms,

  /** Notices that the clock of the machine was set. */
  adjust(): void {
    const offMs = Date.now() - originMs - performance.now();
    if (Math.abs(offMs) > APART_MS) originMs += offMs;
  },

  /** Returns a time as OpenTelemetry's API takes it, by `performance.now()`. */
  read(time: TimeInput | undefined): number {
    if (time === undefined) return performance.now();
    if (Array.isArray(time)) return time[0] * 1_000 + time[1] / 1e6 - originMs;
    const ms = Number(time);
    // A number may be of either clock.
    return ms < performance.timeOrigin ? ms : ms - originMs;
  },
};
