/** Counts requests, how long they took and what was wrong with them. */
export interface Tally {
  readonly latenciesMs: number[];
  /** How often each failure was met. */
  readonly failures: Map<string, number>;
  record(durationMs: number, failure: string | undefined): void;
}

/** Starts counting. */
export function createTally(): Tally {
  const latenciesMs: number[] = [];
  const failures = new Map<string, number>();
  return {
    latenciesMs,
    failures,
    record(durationMs, failure) {
      latenciesMs.push(durationMs);
      if (failure !== undefined) failures.set(failure, (failures.get(failure) ?? 0) + 1);
    },
  };
}
