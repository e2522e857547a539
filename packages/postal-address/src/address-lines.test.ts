import assert from "node:assert/strict";
import { test } from "node:test";
import { addressLines } from "./address-lines.ts";

const NOWHERE = {
  streetAddress: "1 High Street",
  city: "Town",
  state: "",
  country: "",
  zipCode: 0,
  postalCode: "",
};

for (const [address, ...lines] of [
  [
    {
      city: "Cambridge",
      state: "MA",
      postalCode: "02139",
      zipCode: 2139,
      country: "United States",
    },
    "Cambridge, MA 02139",
  ],
  [{ city: "London", postalCode: "SW1A 1AA", country: "UK" }, "London", "SW1A 1AA"],
  [{ city: "Berlin", postalCode: "10115", country: "Germany" }, "10115 Berlin"],
  [{ city: "Zürich", postalCode: "8001", country: "Switzerland" }, "8001 Zürich"],
  [{ city: "Stockholm", postalCode: "SE-111 22", country: "Sweden" }, "SE-111 22 Stockholm"],
  [
    { city: "Central", state: "Hong Kong Island", country: "Hong Kong" },
    "Central",
    "Hong Kong Island",
  ],
  // Only the older field is set: its digits.
  [{ zipCode: 94043, state: "CA", country: "USA" }, "Town, CA 94043"],
  // What a country has no place for is printed all the same.
  [{ state: "CA", zipCode: 94043, country: "Germany" }, "94043 Town", "CA"],
  [{ state: "Moor", postalCode: "$& 1", country: "Nowhere" }, "Town, Moor $& 1"],
  [{ streetAddress: "", city: "", postalCode: "X" }, "X"],
] as const) {
  const { country = "", ...rest } = address as Partial<typeof NOWHERE>;
  test(`addressLines prints what was typed in ${country || "no country"}: ${lines.join(" / ")}`, () => {
    const printed = addressLines({ ...NOWHERE, ...rest, country });
    const street = rest.streetAddress === "" ? [] : [NOWHERE.streetAddress];
    assert.deepEqual(printed, [...street, ...lines, ...(country ? [country] : [])]);
  });
}
