import assert from "node:assert/strict";
import { test } from "node:test";
import { addressFormat } from "./address-format.ts";
import { countryNames } from "./country-code.ts";

test("addressFormat orders and names the fields as the country does", () => {
  const seen = (country: string) => {
    const { order, ...fields } = addressFormat(country);
    return order.map((part) => {
      const field = fields[part];
      return `${field?.label}${field?.required ? "" : "?"}`;
    });
  };
  assert.deepEqual(seen("United States"), ["City", "State", "ZIP code"]);
  assert.deepEqual(seen("united kingdom"), ["Town or city", "Postcode"]);
  assert.deepEqual(seen("DE"), ["Postal code", "City"]);
  assert.deepEqual(seen("Ireland"), ["City", "County?", "Eircode?"]);
  assert.deepEqual(seen("Hong Kong"), ["District", "Area"]);
  assert.deepEqual(seen("Côte d'Ivoire"), seen("cote d’ivoire"));
  assert.deepEqual(seen("Singapore"), ["City", "Postal code"]);
  assert.deepEqual(seen("Atlantis"), ["City", "State or region?", "Postal code?"]);
});

test("addressFormat asks for a city in every country, for checkoutservice wants one", () => {
  for (const name of countryNames()) {
    assert(addressFormat(name).order.includes("city"), name);
  }
});

test("countryNames has each country once, and no group of countries", () => {
  const names = countryNames();
  assert.equal(new Set(names).size, names.length);
  assert(names.length > 240 && names.length < 270, String(names.length));
  assert(names.includes("Åland Islands") && !names.includes("European Union"));
});
