import { invalidArgument } from "./invalid-argument.ts";
import { readKey } from "./read-key.ts";

/** The key of what a request changes, and the epoch in which its sender holds that. */
export interface RequestName {
  readonly key: string;
  readonly epoch: bigint;
}

/**
 * Returns the key and the epoch of a request. Throws a ConnectError INVALID_ARGUMENT when the key
 * is not set, `checkKey` refuses it, or the epoch is negative.
 */
export function readName(request: {
  readonly idempotencyKey: string;
  readonly epoch: bigint;
}): RequestName {
  const { idempotencyKey: key, epoch } = request;
  readKey("idempotency_key", key);
  if (epoch < 0n) {
    throw invalidArgument(`epoch must not be negative, as ${epoch} is`);
  }
  return { key, epoch };
}
