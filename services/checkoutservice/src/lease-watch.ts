/** A lease: who holds it, and a number that the holder changes every second. */
export interface Lease {
  readonly holder: string;
  readonly beat: number;
}

/**
 * Tells which leases have run out: those that this process has seen unchanged for a while, by a
 * monotonic clock. It does not use times that another process wrote.
 */
export interface LeaseWatch {
  /** Looks at all leases that there are. To be called about every second. */
  observe(leases: readonly Lease[]): void;
  hasRunOut(holder: string): boolean;
}

/** Begins to watch. A lease runs out when nothing has changed it for `leaseMs` of `now`. */
export function createLeaseWatch(leaseMs: number, now: () => number): LeaseWatch {
  let seen = new Map<string, { readonly beat: number; readonly sinceMs: number }>();
  let lastMs = Number.NEGATIVE_INFINITY;
  return {
    observe(leases) {
      const nowMs = now();
      // A process that could not look for a while, because it was frozen or the file was locked,
      // starts over: the holder may have been stopped for the same reason.
      if (nowMs - lastMs > leaseMs / 2) seen = new Map();
      lastMs = nowMs;
      seen = new Map(
        leases.map(({ holder, beat }) => {
          const before = seen.get(holder);
          return [holder, before?.beat === beat ? before : { beat, sinceMs: nowMs }];
        }),
      );
    },
    hasRunOut(holder) {
      const found = seen.get(holder);
      return found !== undefined && lastMs - found.sinceMs >= leaseMs;
    },
  };
}
