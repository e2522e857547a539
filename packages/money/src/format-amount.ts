import { type Amount, NANOS_PER_UNIT } from "./amount.ts";
import { currencyDigits } from "./currency-digits.ts";
import { roundAmount } from "./round-amount.ts";

/**
 * Returns an amount as the shop shows it, rounded to its currency's own digits: "$19.99",
 * "¥12,298", "-€3.50", and "CHF 12.00", with a no-break space, where the shop has no symbol
 * for the currency.
 */
export function formatAmount(amount: Amount): string {
  const { currencyCode, nanos } = roundAmount(amount);
  const magnitude = nanos < 0n ? -nanos : nanos;
  const digits = currencyDigits(currencyCode);
  const fraction = String(magnitude % NANOS_PER_UNIT).padStart(9, "0");
  const point = digits > 0 ? "." : "";
  const units = String(magnitude / NANOS_PER_UNIT).replace(/\B(?=(?:\d{3})+$)/g, ",");
  const number = `${units}${point}${fraction.slice(0, digits)}`;
  return `${nanos < 0n ? "-" : ""}${SYMBOLS.get(currencyCode) ?? `${currencyCode}\u00a0`}${number}`;
}

// The currencies that the shop offers. USD and CAD share a sign, as in the original shop.
const SYMBOLS = new Map([
  ["EUR", "€"],
  ["USD", "$"],
  ["JPY", "¥"],
  ["GBP", "£"],
  ["TRY", "₺"],
  ["CAD", "$"],
]);
