import { Code, ConnectError } from "@connectrpc/connect";

/**
 * Throws a ConnectError FAILED_PRECONDITION when the epoch of a request is older than the newest
 * one that `what`, such as "the payment", has seen: its sender no longer holds the order.
 */
export function checkEpoch(what: string, epoch: bigint, newest: bigint): void {
  if (epoch >= newest) return;
  throw new ConnectError(
    `epoch ${epoch} of ${what} is older than ${newest}`,
    Code.FailedPrecondition,
  );
}
