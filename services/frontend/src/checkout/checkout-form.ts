import { isEmailAddress } from "@hipstershop/postal-address";
import * as v from "valibot";
// The browser checks cards with the same two modules.
import { passesLuhn } from "../assets/static/js/passes-luhn.js";
import { pastedDigits } from "../assets/static/js/pasted-digits.js";

/**
 * The checkout form. Its messages stand beside their fields; none repeats what was typed,
 * for it may be a card number.
 */
export const checkoutForm = v.object({
  email: v.pipe(
    line("Enter an email address.", 254),
    v.check(isEmailAddress, "Enter an email address such as name@example.com."),
    // No visitor has a mailbox at "localhost", which emailservice takes.
    v.regex(/@.+\./, "Enter an email address such as name@example.com."),
  ),
  street_address: line("Enter a street and number, in up to 512 characters.", 512),
  // The form asks for what addresses of the country have. The server does not insist on it.
  zip_code: v.optional(line("Enter a postal code of up to 16 characters.", 16, 0), ""),
  city: line("Enter a city, in up to 128 characters.", 128),
  state: v.optional(line("Enter a state or region, in up to 128 characters.", 128, 0), ""),
  country: line("Enter a country, in up to 128 characters.", 128),
  credit_card_number: v.pipe(
    digits("Enter a card number.", 64),
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
    digits("Enter the security code of the card.", 64),
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

/** One line of text, which is not empty unless `minLength` is 0. */
function line(message: string, maxLength: number, minLength = 1) {
  return v.pipe(
    v.string(message),
    v.trim(),
    v.minLength(minLength, message),
    v.maxLength(maxLength, message),
    v.check((text) => !/\p{Cc}/u.test(text), message),
  );
}

/** Digits, however they were pasted. */
function digits(message: string, maxLength: number) {
  return v.pipe(
    v.string(message),
    v.maxLength(maxLength, message),
    v.transform(pastedDigits),
    v.minLength(1, message),
  );
}
