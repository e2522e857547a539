import type { TimeLimit } from "@hipstershop/database";
import { currentCallContext } from "@hipstershop/rpc";

/**
 * Starts a limit of `atMostMs` milliseconds, which the caller of the running code makes
 * shorter: it is over 100 ms before the caller's deadline, or when the caller has gone. The
 * caller would not hear of what is done after that.
 */
export function createTimeLimit({ atMostMs }: { readonly atMostMs: number }): TimeLimit {
  const context = currentCallContext();
  const { deadlineMs = Number.POSITIVE_INFINITY } = context ?? {};
  const endMs = Math.min(performance.now() + atMostMs, deadlineMs - MARGIN_MS);
  return { isOver: () => performance.now() >= endMs || context?.signal?.aborted === true };
}

/** Time to tell the caller why, before its deadline ends the call without a reason. */
const MARGIN_MS = 100;
