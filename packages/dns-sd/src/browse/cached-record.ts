import type { AddressRecord, SrvRecord, TxtRecord } from "../messages/dns-record.ts";

/** A record that is kept. Of a PTR record only the name that it points at is kept. */
type Kept = SrvRecord | TxtRecord | AddressRecord;

/** A record that was heard, and its times in monotonic milliseconds. */
export interface CachedRecord<R extends Kept = Kept> {
  readonly record: R;
  readonly heardMs: number;
  readonly untilMs: number;
  /** When it is to be asked for again. */
  refreshMs: number;
  /** When somebody last asked for it because it seemed gone. */
  askedMs: number;
}

/**
 * Begins to keep a record. It is to be asked for at 80, 85, 90 and 95% of its time, up to 2% later
 * at random (RFC 6762 section 5.2): whoever asks for it adds 5% to `refreshMs`.
 */
export function cacheRecord<R extends Kept>(record: R, heardMs: number): CachedRecord<R> {
  const lifeMs = record.ttl * 1_000;
  return {
    record,
    heardMs,
    untilMs: heardMs + lifeMs,
    refreshMs: heardMs + lifeMs * (0.8 + Math.random() * 0.02),
    askedMs: Number.NEGATIVE_INFINITY,
  };
}
