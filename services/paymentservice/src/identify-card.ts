/** What of a card may be logged. */
export interface Card {
  /** "visa", "mastercard", or another network's name in lower case. */
  readonly brand: string;
  readonly lastFour: string;
}

/**
 * Returns the brand and the last digits of a card number of 12 to 19 digits, which may have dashes
 * and spaces anywhere. Returns undefined when its check digit is wrong (ISO/IEC 7812-1, annex B) or
 * no network that we know has it.
 */
export function identifyCard(number: string): Card | undefined {
  if (number.length > MAX_LENGTH) return undefined;
  const digits = number.replaceAll(/[ -]/g, "");
  if (!/^\d{12,19}$/.test(digits) || !passesLuhn(digits)) return undefined;
  const brand = BRANDS.find(([, pattern]) => pattern.test(digits))?.[0];
  return brand === undefined ? undefined : { brand, lastFour: digits.slice(-4) };
}

/** 19 digits with a separator around each. */
const MAX_LENGTH = 40;

// The first digits and the lengths of each network's numbers, as the networks publish them. The
// first match counts: maestro's range contains those of others.
const BRANDS: readonly (readonly [brand: string, pattern: RegExp])[] = [
  ["visa", /^4(\d{12}|\d{15}|\d{18})$/],
  ["mastercard", /^(5[1-5]\d\d|222[1-9]|22[3-9]\d|2[3-6]\d\d|27[01]\d|2720)\d{12}$/],
  ["american express", /^3[47]\d{13}$/],
  ["diners club", /^3(0[0-59]|[689]\d)\d{11,16}$/],
  ["discover", /^(6011|64[4-9]\d|65\d\d)\d{12,15}$/],
  ["jcb", /^35(2[89]|[3-8]\d)\d{12,15}$/],
  ["unionpay", /^62\d{14,17}$/],
  ["maestro", /^(5[06-8]|6\d)\d{10,17}$/],
];

/** Every second digit from the right counts twice, by the sum of its digits. */
function passesLuhn(digits: string): boolean {
  let sum = 0;
  for (const [place, digit] of [...digits].reverse().entries()) {
    const value = Number(digit) * (place % 2 === 0 ? 1 : 2);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}
