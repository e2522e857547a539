/**
 * Returns whether the last digit of a card number is the check digit of the others (ISO/IEC
 * 7812-1, annex B).
 * @param {string} digits
 */
export function passesLuhn(digits) {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
