import * as v from "valibot";
import { isEmailAddress } from "./email-address.ts";

/**
 * The checkout form. Its messages stand beside their fields; none repeats what was typed,
 * for it may be a card number.
 */
export const checkoutForm = v.object({
  email: v.pipe(
    line("Enter an email address.", 254),
    v.check(isEmailAddress, "Enter an email address such as name@example.com."),
  ),
  street_address: line("Enter a street and number, in up to 512 characters.", 512),
  zip_code: v.pipe(
    line("Enter a postal code.", 9),
    v.regex(/^\d+$/, "Enter a postal code in digits, up to nine."),
    v.transform(Number),
  ),
  city: line("Enter a city, in up to 128 characters.", 128),
  state: line("Enter a state or region, in up to 128 characters.", 128),
  country: line("Enter a country, in up to 128 characters.", 128),
  credit_card_number: v.pipe(
    line("Enter a card number.", 64),
    v.transform((text) => text.replace(/[ -]/g, "")),
    v.regex(/^\d{12,19}$/, "Enter the 12 to 19 digits of the card number."),
    v.check(passesLuhn, "Check the card number: a digit of it is wrong."),
  ),
  credit_card_expiration_month: v.pipe(
    line("Choose a month from 1 to 12.", 2),
    v.regex(/^(0?[1-9]|1[0-2])$/, "Choose a month from 1 to 12."),
    v.transform(Number),
  ),
  credit_card_expiration_year: v.pipe(
    line("Choose a year.", 4),
    v.regex(/^\d{4}$/, "Choose a year, in four digits."),
    v.transform(Number),
  ),
  credit_card_cvv: v.pipe(
    line("Enter the security code of the card.", 4),
    v.regex(/^\d{3,4}$/, "Enter the three or four digits of the security code."),
    v.transform(Number),
  ),
  // The original shop's form has none: then each request is an order of its own.
  idempotency_key: v.optional(
    v.pipe(v.string(), v.regex(/^[\w-]{0,128}$/, "Reload the page.")),
    "",
  ),
});

/** A checkout form that was filled in well. */
export type CheckoutForm = v.InferOutput<typeof checkoutForm>;

/** One line of text that must not be empty. */
function line(message: string, maxLength: number) {
  return v.pipe(
    v.string(message),
    v.trim(),
    v.minLength(1, message),
    v.maxLength(maxLength, message),
    v.check((text) => !/\p{Cc}/u.test(text), message),
  );
}

/** ISO/IEC 7812-1, annex B. */
function passesLuhn(digits: string): boolean {
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 0 ? 1 : 2);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return sum % 10 === 0;
}
