import { type Amount, currencyDigits } from "@hipstershop/money";

/** Returns an amount to the last digit that is not zero, because books must agree exactly. */
export function showAmount({ currencyCode, nanos }: Amount): string {
  const digits = String(nanos < 0n ? -nanos : nanos).padStart(10, "0");
  const fraction = digits.slice(-9).replace(/0+$/, "").padEnd(currencyDigits(currencyCode), "0");
  const number = `${digits.slice(0, -9)}${fraction && "."}${fraction}`;
  return `${nanos < 0n ? "-" : ""}${number} ${currencyCode}`.trim();
}
