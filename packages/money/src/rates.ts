import { parseNanos } from "./parse-nanos.ts";

/**
 * What one unit of a base currency is worth in each currency, by code. Rates of one table
 * share their base, so it cancels out of every conversion and is not named.
 */
export type Rates = ReadonlyMap<string, bigint>;

/**
 * Parses a table of decimal rates, `{ EUR: "1.0", USD: "1.1305" }`, in its order. Throws a
 * RangeError for a rate that is not positive or has more than 9 digits after the point.
 */
export function parseRates(table: Readonly<Record<string, string>>): Rates {
  const rates = new Map<string, bigint>();
  for (const [code, text] of Object.entries(table)) {
    const rate = parseNanos(text);
    if (rate <= 0n) throw new RangeError(`The rate of "${code}" must be positive, is "${text}"`);
    rates.set(code, rate);
  }
  return rates;
}
