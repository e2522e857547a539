import type { Amount } from "./amount.ts";
import { parseNanos } from "./parse-nanos.ts";

/**
 * Returns the amount that a decimal number of units stands for: `parseAmount("19.99", "USD")`.
 * Throws a RangeError unless the text is 1 to 19 digits, then at most 9 more after a point.
 */
export function parseAmount(text: string, currencyCode: string): Amount {
  return { currencyCode, nanos: parseNanos(text) };
}
