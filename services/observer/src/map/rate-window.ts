/** What was counted in the last seconds. */
export interface Rates {
  readonly perSecond: number;
  readonly failedPerSecond: number;
  /** 95 of 100 took no longer, within 15 %; in milliseconds. Absent where nothing was counted. */
  readonly p95Ms?: number;
}

/** Counts calls over a window of time that moves on. */
export interface RateWindow {
  add(nowMs: number, durationMs: number, failed: boolean): void;
  rates(nowMs: number): Rates;
}

/** Over so many seconds it counts: long enough for a p95, short enough to see a change. */
const SECONDS = 10;
/** Buckets of a histogram: each is a seventh longer than the one before, from 0.1 ms to 60 s. */
const BUCKETS = 100;
const FIRST_MS = 0.1;
const GROWTH = 1.14;

interface Slot {
  second: number;
  calls: number;
  failed: number;
  readonly buckets: Uint32Array;
}

/** Creates a window that has counted nothing. Its size does not depend on how much it counts. */
export function createRateWindow(): RateWindow {
  const slots: Slot[] = Array.from({ length: SECONDS }, () => ({
    second: Number.NEGATIVE_INFINITY,
    calls: 0,
    failed: 0,
    buckets: new Uint32Array(BUCKETS),
  }));

  return {
    add(nowMs, durationMs, failed) {
      const second = Math.floor(nowMs / 1_000);
      const slot = slots[second % SECONDS] as Slot;
      if (slot.second !== second) {
        slot.second = second;
        slot.calls = 0;
        slot.failed = 0;
        slot.buckets.fill(0);
      }
      slot.calls += 1;
      if (failed) slot.failed += 1;
      const bucket = bucketOf(durationMs);
      slot.buckets[bucket] = (slot.buckets[bucket] ?? 0) + 1;
    },
    rates(nowMs) {
      const now = Math.floor(nowMs / 1_000);
      const live = slots.filter(({ second }) => second > now - SECONDS && second <= now);
      const sum = (of: (slot: Slot) => number) => live.reduce((total, slot) => total + of(slot), 0);
      const calls = sum((slot) => slot.calls);
      const p95Ms = calls === 0 ? undefined : quantile(live, calls * 0.95);
      return {
        perSecond: calls / SECONDS,
        failedPerSecond: sum((slot) => slot.failed) / SECONDS,
        ...(p95Ms !== undefined && { p95Ms }),
      };
    },
  };
}

function bucketOf(durationMs: number): number {
  const bucket = Math.ceil(Math.log(Math.max(durationMs, FIRST_MS) / FIRST_MS) / Math.log(GROWTH));
  return Math.min(bucket, BUCKETS - 1);
}

/** Returns the duration that so many of the calls did not exceed. */
function quantile(slots: readonly Slot[], wanted: number): number {
  let counted = 0;
  for (let bucket = 0; bucket < BUCKETS; bucket++) {
    for (const { buckets } of slots) counted += buckets[bucket] ?? 0;
    if (counted >= wanted) return FIRST_MS * GROWTH ** bucket;
  }
  return FIRST_MS * GROWTH ** BUCKETS;
}
