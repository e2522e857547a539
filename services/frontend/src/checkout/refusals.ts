import { createRateLimit } from "./rate-limit.ts";

/** Who sends a checkout form. */
export interface Client {
  readonly sessionId: string;
  /** The address that they come from. */
  readonly address: string;
}

/** Stops who tries out stolen cards, which shows as forms that are refused for their card. */
export interface Refusals {
  /** Takes note of a session that a visitor brings. */
  see(sessionId: string): void;
  /**
   * Begins an attempt, and returns what is to be called with whether it was refused. Undefined
   * where the client has been refused too often.
   */
  begin(client: Client): ((refused: boolean) => void) | undefined;
}

/**
 * Allows a session five refusals a minute, whoever else has its address. Sessions that have
 * been seen for less than a minute share a hundred of their address besides: anyone can have
 * as many as they like. All in the memory of this process, so each replica counts anew.
 *
 * @param options.sharedSession Whether all visitors have one session: then only addresses count.
 * @param options.now The time in milliseconds, by a clock that nobody sets.
 */
export function createRefusals(options: {
  readonly sharedSession: boolean;
  readonly now?: () => number;
}): Refusals {
  const { sharedSession, now = () => performance.now() } = options;
  const limits = { windowMs: MINUTE_MS, maxClients: 10_000, now };
  const ofSession = createRateLimit({ ...limits, max: sharedSession ? Infinity : 5 });
  const ofAddress = createRateLimit({ ...limits, max: 100 });
  const firstSeenMs = new Map<string, number>();

  /** Without a time for it, for it was not seen or is forgotten, a session is young. */
  const isYoung = (sessionId: string) =>
    sharedSession || now() - (firstSeenMs.get(sessionId) ?? now()) < MINUTE_MS;

  return {
    see(sessionId) {
      const sinceMs = firstSeenMs.get(sessionId) ?? now();
      // The one that was not seen for the longest is first.
      firstSeenMs.delete(sessionId);
      firstSeenMs.set(sessionId, sinceMs);
      const [first] = firstSeenMs.keys();
      if (firstSeenMs.size > MAX_SESSIONS && first !== undefined) firstSeenMs.delete(first);
    },
    begin({ sessionId, address }) {
      const young = isYoung(sessionId);
      if (ofSession.exhausted(sessionId) || (young && ofAddress.exhausted(address)))
        return undefined;
      // At once, or many attempts at the same time would be one. An address may have many
      // visitors who order at the same time, so theirs count when they are refused.
      ofSession.count(sessionId);
      return (refused) => {
        if (!refused) ofSession.forgive(sessionId);
        else if (young) ofAddress.count(address);
      };
    },
  };
}

const MINUTE_MS = 60_000;

/** As many visitors as one process has in a while, in at most 5 MB. */
const MAX_SESSIONS = 20_000;
