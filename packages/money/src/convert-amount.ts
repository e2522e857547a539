import type { Amount } from "./amount.ts";
import type { Rates } from "./rates.ts";

/**
 * Returns an amount in another currency, computed as one exact fraction that is truncated
 * once, toward zero, to nanos. Throws a RangeError `unsupported currency: <code>` where the
 * rates lack either currency.
 */
export function convertAmount(amount: Amount, toCode: string, rates: Rates): Amount {
  const from = rateOf(amount.currencyCode, rates);
  const to = rateOf(toCode, rates);
  return { currencyCode: toCode, nanos: (amount.nanos * to) / from };
}

function rateOf(code: string, rates: Rates): bigint {
  const rate = rates.get(code);
  if (rate === undefined) throw new RangeError(`unsupported currency: ${code}`);
  return rate;
}
