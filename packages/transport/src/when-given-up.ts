import type { ConnectError } from "@connectrpc/connect";
import { canceled, timedOut } from "./caller-errors.ts";

/**
 * Calls `giveUp` when a caller waits no longer: with Canceled when its signal aborts, with
 * DeadlineExceeded after `timeoutMs`. Returns a function that ends the watch: call it when the
 * call has ended.
 */
export function whenGivenUp(
  signal: AbortSignal | undefined,
  timeoutMs: number | undefined,
  giveUp: (error: ConnectError) => void,
): () => void {
  const abort = () => giveUp(canceled(signal as AbortSignal));
  const expire = () => giveUp(timedOut());
  // Node warns of a negative time, which is one that is over already.
  const timer = timeoutMs === undefined ? undefined : setTimeout(expire, Math.max(0, timeoutMs));
  signal?.addEventListener("abort", abort);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
}
