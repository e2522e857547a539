import type { FailedCall } from "../failed-calls.ts";

/** A process that was killed; the times are of `performance.now()`. */
export interface Kill {
  /** The id of its instance. */
  readonly instance: string;
  /** When the signal was sent. */
  readonly startMs: number;
  /** When the process was gone; infinite until it is. */
  exitMs: number;
}

/** A change that failed: which calls failed for it, and when it was asked for and refused. */
export interface FailedChange {
  readonly calls: readonly FailedCall[];
  readonly startMs: number;
  readonly endMs: number;
}

/**
 * How long a caller may take to hear that a process has exited. The kernel ends the connections
 * with the process, and the caller reads that at the next turn of its event loop; on a machine
 * that is busy with twenty others such a turn takes some hundred milliseconds. What is asked
 * for later than this must go elsewhere.
 */
const NEWS_MS = 1_000;

/**
 * Returns whether a change failed because it was under way to a process that was killed: all
 * that failed is a change of a cart, it was lost on the connection to that process, and it was
 * asked for before its caller could know.
 */
export function wasInFlight({ calls, startMs, endMs }: FailedChange, kills: readonly Kill[]) {
  if (calls.length === 0) return false;
  return calls.every(({ rpc, instance, code }) => {
    if (!CHANGES.has(rpc) || code !== "unavailable") return false;
    const kill = kills.find((each) => each.instance === instance);
    return kill !== undefined && kill.startMs <= endMs && startMs <= kill.exitMs + NEWS_MS;
  });
}

/**
 * Returns whether an order may have been canceled because a process of checkoutservice was killed
 * while it worked on it: nobody else has its card.
 */
export function mayBeCanceled(
  { startMs, endMs }: Omit<FailedChange, "calls">,
  kills: readonly Kill[],
): boolean {
  return kills.some(
    (kill) =>
      kill.instance.startsWith("checkoutservice-") &&
      kill.startMs <= endMs &&
      startMs <= kill.exitMs + NEWS_MS,
  );
}

const CHANGES: ReadonlySet<string> = new Set(["cartservice.AddItem", "cartservice.EmptyCart"]);
