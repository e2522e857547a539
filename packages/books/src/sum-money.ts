import { type Amount, addAmounts, fromMoney } from "@hipstershop/money";
import type { Money } from "@hipstershop/proto/hipstershop/common";

/**
 * Returns the sum of what is there, in the currency of it, which is "" where nothing is. Throws a
 * RangeError unless all are in one currency.
 */
export function sumMoney(amounts: readonly (Money | undefined)[]): Amount {
  const [first, ...others] = amounts.flatMap((amount) => (amount ? fromMoney(amount) : []));
  return first ? addAmounts(first, ...others) : { currencyCode: "", nanos: 0n };
}
