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
  const timer =
    timeoutMs === undefined ? undefined : setTimeout(() => giveUp(timedOut()), timeoutMs);
  signal?.addEventListener("abort", abort);
  return () => {
    clearTimeout(timer);
    signal?.removeEventListener("abort", abort);
  };
}
