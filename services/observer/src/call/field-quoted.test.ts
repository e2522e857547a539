import assert from "node:assert/strict";
import { test } from "node:test";
import { create } from "@bufbuild/protobuf";
import { CurrencyConversionRequestSchema } from "@hipstershop/proto/hipstershop/currency";
import { fieldQuoted } from "./field-quoted.ts";

for (const [from, toCode, path] of [
  ["EUR", "XYZ", "toCode"],
  ["XYZ", "EUR", "from.currencyCode"],
  ["XYZ", "XYZ", undefined],
  ["EUR", "", undefined],
] as const) {
  test(`fieldQuoted of a refusal of XYZ is ${path} where "${from}" becomes "${toCode}"`, () => {
    const request = create(CurrencyConversionRequestSchema, {
      from: { currencyCode: from },
      toCode,
    });
    const refusal = "unsupported currency: XYZ";
    assert.equal(fieldQuoted(CurrencyConversionRequestSchema, request, refusal), path);
  });
}
