import type { Amount } from "./amount.ts";

/**
 * Returns an amount taken a whole number of times. Throws a RangeError when the factor is no
 * integer, or one that a number cannot hold exactly.
 */
export function multiplyAmount(amount: Amount, factor: number): Amount {
  if (!Number.isSafeInteger(factor)) {
    throw new RangeError(`Factor "${factor}" must be a safe integer`);
  }
  return { currencyCode: amount.currencyCode, nanos: amount.nanos * BigInt(factor) };
}
