/** Counts what a client does within a window of time. */
export interface RateLimit {
  count(client: string): void;
  /** Returns whether the client has used up what it may do in the current window. */
  exhausted(client: string): boolean;
}

/**
 * Allows each client so many counts in each window of `windowMs`, in the memory of this
 * process alone: with n replicas a client gets up to n times as many.
 */
export function createRateLimit(options: {
  readonly max: number;
  readonly windowMs: number;
  readonly now?: () => number;
}): RateLimit {
  const { max, windowMs, now = Date.now } = options;
  let counts = new Map<string, number>();
  let endsMs = 0;
  const current = () => {
    if (now() >= endsMs) {
      counts = new Map();
      endsMs = now() + windowMs;
    }
    return counts;
  };
  return {
    count: (client) => void current().set(client, (current().get(client) ?? 0) + 1),
    exhausted: (client) => (current().get(client) ?? 0) >= max,
  };
}
