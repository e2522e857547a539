import type { AddressRecord, SrvRecord, TxtRecord } from "../messages/dns-record.ts";

/** A record that is kept. PTR records are not: they tell of a name, which is. */
type Kept = SrvRecord | TxtRecord | AddressRecord;

/** A record that was heard, and its times in monotonic milliseconds. */
export interface CachedRecord<R extends Kept = Kept> {
  readonly record: R;
  readonly heardMs: number;
  readonly untilMs: number;
  /** When it is to be asked for again; Infinity after the fourth time. */
  refreshMs: number;
  /** When somebody last asked for it because it seemed gone. */
  askedMs: number;
}

/** Begins to keep a record. */
export function cacheRecord<R extends Kept>(record: R, heardMs: number): CachedRecord<R> {
  return {
    record,
    heardMs,
    untilMs: heardMs + record.ttl * 1_000,
    refreshMs: nextRefreshMs({ record, heardMs }, heardMs),
    askedMs: Number.NEGATIVE_INFINITY,
  };
}

/**
 * Returns when to ask for a record next: at 80, 85, 90 and 95% of its time, up to 2% later
 * at random (RFC 6762 section 5.2).
 */
export function nextRefreshMs(
  { record, heardMs }: Pick<CachedRecord, "record" | "heardMs">,
  nowMs: number,
): number {
  const ttlMs = record.ttl * 1_000;
  const part = [0.8, 0.85, 0.9, 0.95].find((part) => heardMs + part * ttlMs > nowMs);
  if (part === undefined) return Number.POSITIVE_INFINITY;
  return heardMs + (part + Math.random() * 0.02) * ttlMs;
}
