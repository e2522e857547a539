/**
 * Returns a number as it was pasted in plain digits: those of any width become ASCII (Unicode
 * NFKC), and spaces, dashes and characters that nobody sees go. Anything else stays.
 * @param {string} text
 */
export function pastedDigits(text) {
  return text.normalize("NFKC").replace(/[\p{Z}\p{C}\p{Pd}\u2212]/gu, "");
}
