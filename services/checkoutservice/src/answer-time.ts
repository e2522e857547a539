import { currentCallContext } from "@hipstershop/rpc";

/**
 * Returns when a caller must have its answer, by `performance.now()`: 500 ms before its deadline,
 * so that it hears more than that the time is over, and after 8 s at most.
 */
export function answerTimeMs(): number {
  const nowMs = performance.now();
  const leftMs = (currentCallContext()?.deadlineMs ?? Number.POSITIVE_INFINITY) - nowMs;
  return nowMs + Math.min(8_000, Math.max(leftMs - 500, leftMs / 2));
}
