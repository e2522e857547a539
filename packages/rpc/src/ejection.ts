import { backOffMs } from "@hipstershop/registry";

/** Keeps calls away from an instance that failed, for a while. */
export interface Ejection extends Disposable {
  /**
   * Since when the instance is ejected, or when it last answered a call while ejected; by
   * `performance.now()`. Undefined while it is not ejected.
   */
  readonly sinceMs: number | undefined;
  /** Ejects it, each time for longer. It comes back when the time is over and it answers a ping. */
  eject(): void;
  /** Notes that it answered a call. If it is not ejected, the next time is short again. */
  recovered(): void;
}

export interface EjectionOptions {
  /** Resolves when the instance lives, and rejects when it does not or the signal aborts. */
  readonly ping: (signal: AbortSignal) => Promise<void>;
  /** Told of each ejection. */
  readonly onEject?: (() => void) | undefined;
  /** Told of each ping that fails before its time is over: nothing listens there. */
  readonly onRefused?: () => void;
}

/** How long the first ejection lasts, and the longest, before they are spread. */
const BACK_OFF = { firstMs: 500, mostMs: 30_000 };

/** How long a ping may take. */
const PING_MS = 1_000;

/**
 * Creates the ejection of one instance. Times double from 0.5 s to 30 s, each spread by half either
 * way so that callers do not come back all at once.
 */
export function createEjection({ ping, onEject, onRefused }: EjectionOptions): Ejection {
  let sinceMs: number | undefined;
  let times = 0;
  let timer: NodeJS.Timeout | undefined;

  function schedule() {
    timer = setTimeout(probe, backOffMs(times, BACK_OFF)).unref();
    times += 1;
  }

  async function probe() {
    const signal = AbortSignal.timeout(PING_MS);
    try {
      await ping(signal);
      sinceMs = undefined;
    } catch {
      if (sinceMs === undefined) return;
      if (!signal.aborted) onRefused?.();
      schedule();
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
      onEject?.();
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
