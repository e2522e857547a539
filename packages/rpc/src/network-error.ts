import { Code, ConnectError } from "@connectrpc/connect";
import type { Instance } from "@hipstershop/registry";
import { UnreachedError } from "./unreached-error.ts";

/**
 * Returns the error of a call that the network took from us: Unavailable, with an
 * UnreachedError as its cause where Node says that no connection came about. A connection
 * that was lost afterwards may have carried the request, whatever is known of it.
 */
export function networkError(instance: Instance, reason: Error): ConnectError {
  const where = `${instance.id} at ${instance.address}`;
  const [message, cause] = isUnreached(reason)
    ? [`cannot reach ${where}`, new UnreachedError(reason.message, { cause: reason })]
    : [`lost the connection to ${where}`, reason];
  return new ConnectError(message, Code.Unavailable, undefined, undefined, cause);
}

/** A host with several addresses fails with one error for each that was tried. */
function isUnreached(reason: Error & { syscall?: string }): boolean {
  if (reason instanceof AggregateError) return reason.errors.every(isUnreached);
  return reason.syscall === "connect" || reason.syscall === "getaddrinfo";
}
