import { once } from "node:events";

/**
 * Rejects with the signal's reason when it aborts. A handler that answers at that time may still be
 * in time for its caller: the timer of either side may be first.
 */
export async function untilAborted(signal: AbortSignal): Promise<never> {
  if (!signal.aborted) await once(signal, "abort");
  throw signal.reason;
}
