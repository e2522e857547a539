import { currentCallContext } from "@hipstershop/rpc";

/** Tells how long something may still be tried. */
export interface Patience {
  isOver(): boolean;
}

/**
 * Begins to wait on behalf of the caller of the running code: for `atMostMs` milliseconds, and
 * no longer than until shortly before its deadline, or until it has gone. What is done later
 * than that would be done unknown to it.
 */
export function createPatience({ atMostMs }: { readonly atMostMs: number }): Patience {
  const context = currentCallContext();
  const { deadlineMs = Number.POSITIVE_INFINITY } = context ?? {};
  const endMs = performance.now() + Math.min(atMostMs, deadlineMs - performance.now() - MARGIN_MS);
  return { isOver: () => performance.now() >= endMs || context?.signal?.aborted === true };
}

/** Time to tell the caller why, before its deadline tells it nothing. */
const MARGIN_MS = 100;
