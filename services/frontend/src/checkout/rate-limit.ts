/** Counts what a client does within a window of time. */
export interface RateLimit {
  count(client: string): void;
  /** Takes one count back. */
  forgive(client: string): void;
  /** Returns whether the client has used up what it may do in the current window. */
  exhausted(client: string): boolean;
}

/**
 * Allows each client so many counts in each window of `windowMs`, in the memory of this process
 * alone: with n replicas a client gets up to n times as many. When a window has more than
 * `maxClients`, the oldest are forgotten and begin anew: a limit for each address does not stop
 * someone with so many, and nobody else should be refused for it.
 */
export function createRateLimit(options: {
  readonly max: number;
  readonly windowMs: number;
  readonly maxClients: number;
  /** A monotonic clock, in milliseconds. */
  readonly now: () => number;
}): RateLimit {
  const { max, windowMs, maxClients, now } = options;
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
    count(client) {
      const clients = current();
      clients.set(client, (clients.get(client) ?? 0) + 1);
      const [first] = clients.keys();
      if (clients.size > maxClients && first !== undefined) clients.delete(first);
    },
    forgive(client) {
      const clients = current();
      const count = clients.get(client) ?? 0;
      if (count > 1) clients.set(client, count - 1);
      else clients.delete(client);
    },
    exhausted: (client) => (current().get(client) ?? 0) >= max,
  };
}
