const DECIMAL = /^(-?)(\d{1,19})(?:\.(\d{1,9}))?$/;

/**
 * Returns the nanos that a decimal number amounts to: "19.99" is 19,990,000,000n. Throws a
 * RangeError unless the text is 1 to 19 digits, then at most 9 more after a point.
 */
export function parseNanos(text: string): bigint {
  const match = DECIMAL.exec(text);
  if (!match) {
    throw new RangeError(
      `"${text.slice(0, 40)}" must be a decimal number with at most 19 digits before and 9 after the point, such as "19.99"`,
    );
  }
  const [, sign, units, fraction = ""] = match;
  return BigInt(`${sign}${units}${fraction.padEnd(9, "0")}`);
}
