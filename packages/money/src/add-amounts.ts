import type { Amount } from "./amount.ts";

/** Returns the sum of amounts. Throws a RangeError unless all are in one currency. */
export function addAmounts(first: Amount, ...others: readonly Amount[]): Amount {
  const { currencyCode } = first;
  let nanos = first.nanos;
  for (const other of others) {
    if (other.currencyCode !== currencyCode) {
      throw new RangeError(`Cannot add "${other.currencyCode}" to "${currencyCode}"`);
    }
    nanos += other.nanos;
  }
  return { currencyCode, nanos };
}
