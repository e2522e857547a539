/**
 * Returns how many digits a currency has after the point: 2 for USD, none for JPY. An
 * unknown code has two.
 *
 * The digits are the minor units of ISO 4217. Those of `Intl.NumberFormat` come from CLDR,
 * which follows what people pay in cash instead: it gives HUF and IDR none.
 */
export function currencyDigits(currencyCode: string): number {
  return EXCEPTIONS.get(currencyCode) ?? 2;
}

// ISO 4217, list one: the currencies whose minor unit is not a hundredth.
const EXCEPTIONS = new Map([
  ...digits(0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"),
  ...digits(3, "BHD IQD JOD KWD LYD OMR TND"),
  ...digits(4, "CLF UYW"),
]);

function digits(count: number, codes: string): [string, number][] {
  return codes.split(" ").map((code) => [code, count]);
}
