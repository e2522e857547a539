export { type AddressFormat, addressFormat, type FieldFormat } from "./address-format.ts";
export { addressLines } from "./address-lines.ts";
export { countryCode, countryNames } from "./country-code.ts";
export { isEmailAddress } from "./is-email-address.ts";
