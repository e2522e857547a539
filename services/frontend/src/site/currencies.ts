/** The currencies that the shop offers, in the order in which it offers them. */
export const OFFERED_CURRENCIES: readonly string[] = ["EUR", "USD", "JPY", "GBP", "TRY", "CAD"];

/** The currency of the catalog, and of visitors who have not chosen one. */
export const DEFAULT_CURRENCY = "USD";

/** Returns whether a visitor may choose the currency. */
export function isOfferedCurrency(code: string): boolean {
  return OFFERED_CURRENCIES.includes(code);
}
