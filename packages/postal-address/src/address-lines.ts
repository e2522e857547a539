import type { Address } from "@hipstershop/proto/hipstershop/common";
import { countryCode } from "./country-code.ts";
import { layOut, type Part, PLACEHOLDERS } from "./lay-out.ts";

/**
 * Returns the lines of an address as its country writes them, the country last. Each part reads
 * as it was typed, also one that the country has no place for. Where there is no `postal_code`
 * the digits of `zip_code` stand for it.
 */
export function addressLines(address: Omit<Address, "$typeName" | "$unknown">): string[] {
  const { streetAddress, city, state, country, zipCode } = address;
  const postalCode = address.postalCode || (zipCode > 0 ? String(zipCode) : "");
  const texts: Readonly<Record<Part, string>> = { street: streetAddress, city, state, postalCode };
  const parts = (Object.keys(texts) as Part[]).filter((part) => texts[part].trim() !== "");
  const lines = layOut(countryCode(country), new Set(parts));
  const placed = new Set(
    lines.flatMap((line) => [...line].flatMap((c) => PLACEHOLDERS.get(c) ?? [])),
  );
  const others = parts.filter((part) => !placed.has(part)).map((part) => texts[part]);
  const text = (placeholder: string) => texts[PLACEHOLDERS.get(placeholder) as Part].trim();
  return [
    ...lines.map((line) => line.replace(/[\uE000-\uE003]/g, text)),
    ...others,
    country,
  ].flatMap((line) => line.trim() || []);
}
