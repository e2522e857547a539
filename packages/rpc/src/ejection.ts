/** Decides whether an instance that failed is left alone for a while. */
export interface Ejection extends Disposable {
  /**
   * Since when the instance is put aside, to be picked only when there is no other, or has, while
   * put aside, last answered a call; by `performance.now()`. Absent while it is not put aside.
   */
  readonly sinceMs: number | undefined;
  /** Puts it aside, each time for longer, until the time is over and it answers a ping. */
  eject(): void;
  /** Takes note that it answered a call: the next time aside is short again. */
  recovered(): void;
}

export interface EjectionTimes {
  /** The first time aside. Default 500. */
  readonly baseMs?: number;
  /** The longest time aside, before jitter. Default 30,000. */
  readonly maxMs?: number;
  /** How long a ping may take. Default 1,000. */
  readonly pingMs?: number;
}

export interface EjectionOptions extends EjectionTimes {
  /** Resolves when the instance lives; rejects when it does not, or the signal aborts. */
  readonly ping: (signal: AbortSignal) => Promise<void>;
}

/**
 * Creates the ejection of one instance. Times double from baseMs to maxMs, each spread by
 * half either way so that callers do not come back all at once.
 */
export function createEjection(options: EjectionOptions): Ejection {
  const { ping, baseMs = 500, maxMs = 30_000, pingMs = 1_000 } = options;
  let sinceMs: number | undefined;
  let times = 0;
  let timer: NodeJS.Timeout | undefined;

  function schedule() {
    const spread = 0.5 + Math.random();
    timer = setTimeout(probe, Math.min(baseMs * 2 ** times, maxMs) * spread).unref();
    times += 1;
  }

  async function probe() {
    try {
      await ping(AbortSignal.timeout(pingMs));
      sinceMs = undefined;
    } catch {
      if (sinceMs !== undefined) schedule();
    }
  }

  return {
    get sinceMs() {
      return sinceMs;
    },
    eject() {
      if (sinceMs !== undefined) return;
      sinceMs = performance.now();
      schedule();
    },
    recovered() {
      if (sinceMs === undefined) times = 0;
      else sinceMs = performance.now();
    },
    [Symbol.dispose]() {
      sinceMs = undefined;
      clearTimeout(timer);
    },
  };
}
