import { setNewest } from "@hipstershop/service";
import { createRateLimit } from "./rate-limit.ts";

/** Who sends a checkout form. */
export interface Client {
  readonly sessionId: string;
  /** The address that they come from. */
  readonly address: string;
}

/** Stops those who try out stolen cards: many of their forms are refused for the card. */
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
 * Allows a session five refusals a minute, whoever else has its address. Sessions younger than a
 * minute also share a hundred of their address, because anyone can open any number of sessions. The
 * counts are in the memory of this process, so each replica counts for itself.
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

  /**
   * A session is young when it was never seen, is forgotten, or was first seen less than a minute
   * ago.
   */
  const isYoung = (sessionId: string) =>
    sharedSession || now() - (firstSeenMs.get(sessionId) ?? now()) < MINUTE_MS;

  return {
    see(sessionId) {
      setNewest(firstSeenMs, sessionId, firstSeenMs.get(sessionId) ?? now(), MAX_SESSIONS);
    },
    begin({ sessionId, address }) {
      const young = isYoung(sessionId);
      if (ofSession.exhausted(sessionId) || (young && ofAddress.exhausted(address)))
        return undefined;
      // A session counts at once, else many attempts at the same time would count as one. An
      // address counts only refusals, because many visitors may order from it at the same time.
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
