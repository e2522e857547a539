import { countryNames } from "@hipstershop/postal-address";
import { demoCustomer } from "./demo-customer.ts";
import { type RegionField, regionFields } from "./region-fields.ts";

/** What a visitor has typed into the checkout form, and what is wrong with it. */
export interface FilledForm {
  readonly values: Readonly<Record<string, string>>;
  /** By field. */
  readonly errors: Readonly<Record<string, string>>;
  /** What is wrong with the form as a whole. */
  readonly problem?: string | undefined;
  /** The key that it was sent with. Without one it gets the key of the cart: see `orderKey`. */
  readonly idempotencyKey?: string | undefined;
  /** Names the canceled order that it comes after. */
  readonly after?: string | undefined;
}

/** The checkout form as a page shows it. */
export interface CheckoutFormModel extends FilledForm {
  readonly idempotencyKey: string;
  /** The fields that are wrong, in the order in which they stand in the form. */
  readonly bad: readonly string[];
  readonly years: readonly number[];
  /** The fields below the street, as the country has them. */
  readonly region: readonly RegionField[];
  /** The names of all countries, to choose from. */
  readonly countries: readonly string[];
}

/** Returns the form as a page shows it, with the key of the order that it makes. */
export function checkoutFormModel(form: FilledForm, idempotencyKey: string): CheckoutFormModel {
  const thisYear = new Date().getFullYear();
  const region = regionFields(form.values);
  return {
    ...form,
    idempotencyKey,
    years: Array.from({ length: 10 }, (_, index) => thisYear + index),
    region,
    bad: inOrder(region).filter((name) => form.errors[name]),
    countries: countryNames(),
  };
}

/**
 * Returns the form as it is before anything was typed. In another country than the demo customer's
 * it asks for what an address has there.
 */
export function newForm(country?: string): FilledForm {
  const demo = demoCustomer();
  const elsewhere = country !== undefined && { state: "", zip_code: "", country };
  return { values: { ...demo, ...elsewhere }, errors: {} };
}

/** The names of the fields that are seen, in the order in which they stand in the form. */
function inOrder(region: readonly RegionField[]): string[] {
  const names = region.map(({ name }) => name);
  return ["email", "country", "street_address", ...names, ...CARD_FIELDS];
}

const CARD_FIELDS = [
  "credit_card_number",
  "credit_card_expiration_month",
  "credit_card_expiration_year",
  "credit_card_cvv",
];
