import { type AddressFormat, addressFormat, type FieldFormat } from "@hipstershop/postal-address";
import { onceFor } from "@hipstershop/rpc";

/** A field of the checkout form that depends on the country. */
export interface RegionField {
  readonly name: "city" | "state" | "zip_code";
  readonly label: string;
  readonly required: boolean;
  readonly maxlength: number;
  readonly autocomplete: string;
  /** What is said where it is required and left empty. */
  readonly message: string;
}

/**
 * Returns the fields below the street, as the country of an address has them and in its order. A
 * field that the country does not have is shown when it has a value, so that nothing is hidden.
 */
export function regionFields(values: Readonly<Record<string, string>>): readonly RegionField[] {
  const own = fieldsOf(addressFormat(values.country ?? ""));
  const others = OTHERS.filter(
    ({ name }) => values[name] && !own.some((field) => field.name === name),
  );
  return [...own, ...others];
}

const fieldsOf = onceFor(({ order, city, state, postalCode }: AddressFormat) => {
  const formats = { city, state, postalCode };
  return order.flatMap((part) => {
    const format = formats[part];
    return format ? [regionField(part === "postalCode" ? "zip_code" : part, format)] : [];
  });
});

function regionField(name: RegionField["name"], { label, required }: FieldFormat): RegionField {
  const inSentence = /^[A-Z]{2}/.test(label) ? label : label.toLowerCase();
  return {
    name,
    label: required ? label : `${label} (optional)`,
    required,
    maxlength: name === "zip_code" ? 16 : 128,
    autocomplete: AUTOCOMPLETE[name],
    message: `Enter the ${inSentence}.`,
  };
}

const AUTOCOMPLETE = {
  city: "address-level2",
  state: "address-level1",
  zip_code: "postal-code",
} as const;

const OTHERS = [
  regionField("state", { label: "State or region", required: false }),
  regionField("zip_code", { label: "Postal code", required: false }),
];
