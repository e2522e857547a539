import assert from "node:assert/strict";
import { test } from "node:test";
import { PlaceOrderRequestSchema } from "@hipstershop/proto/hipstershop/checkout";
import { fieldNamed } from "./field-named.ts";

for (const [refusal, path] of [
  ["user_id must be set", "userId"],
  ["address.postal_code must be that of its country", "address.postalCode"],
  ["unsupported currency: XYZ", undefined],
  ["address.planet is not known", undefined],
  ["No user_id", undefined],
] as const) {
  test(`fieldNamed of "${refusal}" is ${path}`, () => {
    assert.equal(fieldNamed(PlaceOrderRequestSchema, refusal), path);
  });
}
