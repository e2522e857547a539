import { formatAddress } from "localized-address-format";

/** A part of an address whose place depends on the country, which itself comes last. */
export type Part = "street" | "city" | "state" | "postalCode";

/** Stands for a part in a layout: no text that a format or an address contains. */
export const PLACEHOLDERS: ReadonlyMap<string, Part> = new Map([
  ["\uE000", "street"],
  ["\uE001", "city"],
  ["\uE002", "state"],
  ["\uE003", "postalCode"],
]);

/**
 * Returns the lines of an address that has these parts, as the country of an ISO 3166 code
 * writes them, with a placeholder for each part: "city, state postalCode". A part that the
 * country has no place for is left out. Where no country is known it is as in the United States.
 */
export function layOut(code: string | undefined, parts: ReadonlySet<Part>): string[] {
  const [street, city, state, postalCode] = [...PLACEHOLDERS].map(([placeholder, part]) =>
    parts.has(part) ? placeholder : undefined,
  );
  const lines = formatAddress(
    {
      postalCountry: code ?? "US",
      ...(street && { addressLines: [street] }),
      ...(city && { locality: city }),
      ...(state && { administrativeArea: state }),
      ...(postalCode && { postalCode }),
    },
    "latin",
  );
  // Some formats have a text of their own, as the "CH-" of Swiss codes: it is not what was typed.
  return lines.flatMap((line) => line.replace(/[^\uE000-\uE003, ]/g, "").trim() || []);
}
