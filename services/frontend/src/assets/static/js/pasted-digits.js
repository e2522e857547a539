/**
 * Returns a pasted number in plain digits: wide digits become ASCII (Unicode NFKC); spaces, dashes
 * and invisible characters are removed. Anything else stays.
 * @param {string} text
 */
export function pastedDigits(text) {
  return text.normalize("NFKC").replace(/[\p{Z}\p{C}\p{Pd}\u2212]/gu, "");
}
