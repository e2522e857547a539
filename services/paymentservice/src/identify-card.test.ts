import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { identifyCard } from "./identify-card.ts";

const brandOf = (number: string) => identifyCard(number)?.brand;

test("identifyCard names the brand and the last four digits when the number is good", () => {
  assert.deepEqual(identifyCard("4432801561520454"), { brand: "visa", lastFour: "0454" });
});

test("identifyCard reads a number whatever dashes and spaces it is written with", () => {
  assert.equal(brandOf("4432-8015-6152-0454"), "visa");
  assert.equal(brandOf(" 4432 8015 6152 0454 "), "visa");
});

test("identifyCard knows the networks when their test numbers are given", () => {
  const numbers = {
    "4222222222222": "visa",
    "4111111111111111": "visa",
    "5555555555554444": "mastercard",
    "2221000000000009": "mastercard",
    "2720990000000007": "mastercard",
    "378282246310005": "american express",
    "30569309025904": "diners club",
    "6011111111111117": "discover",
    "3530111333300000": "jcb",
    "6200000000000005": "unionpay",
    "6759649826438453": "maestro",
  };
  for (const [number, brand] of Object.entries(numbers))
    assert.equal(brandOf(number), brand, number);
});

test("identifyCard finds MasterCard's second series from 2221 to 2720 and no further", () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2999 }), (prefix) => {
      const brand = brandOf(withCheckDigit(`${prefix}00000000000`));
      assert.equal(brand, prefix >= 2221 && prefix <= 2720 ? "mastercard" : undefined);
    }),
  );
});

test("identifyCard refuses a good number when any one digit is changed", () => {
  const digits = fc.stringMatching(/^4\d{14}$/).map(withCheckDigit);
  fc.assert(
    fc.property(digits, fc.nat(15), fc.integer({ min: 1, max: 9 }), (number, place, change) => {
      const digit = (Number(number[place]) + change) % 10;
      assert.equal(brandOf(number), "visa");
      assert.equal(
        brandOf(`${number.slice(0, place)}${digit}${number.slice(place + 1)}`),
        undefined,
      );
    }),
  );
});

test("identifyCard returns undefined for a text that is no card number", () => {
  const wrong = [
    "",
    "0",
    "4432-8015-6152-0455",
    "4432801561520454x",
    "４４３２８０１５６１５２０４５４",
    "0000000000000000",
    "411111111111116",
    "4".repeat(1_000_000),
    "-".repeat(1_000_000),
  ];
  for (const number of wrong) assert.equal(identifyCard(number), undefined, number.slice(0, 40));
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => assert.equal(brandOf(text), undefined)),
  );
});

/** Returns the digits with the one behind them that makes the Luhn sum a multiple of ten. */
function withCheckDigit(digits: string): string {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    return total + (place % 2 === 0 ? (doubled[Number(digit)] ?? 0) : Number(digit));
  }, 0);
  return `${digits}${(10 - (sum % 10)) % 10}`;
}
