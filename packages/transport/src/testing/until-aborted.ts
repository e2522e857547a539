import { once } from "node:events";

/**
 * Rejects with the signal's reason once it aborts. A handler that answered then instead
 * could be in time for its caller: either side's timer may be the first.
 */
export async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}
