import assert from "node:assert/strict";
import { test } from "node:test";
import { createFileRegistry, type DescMessage, fromBinary, fromJson } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { exampleOf } from "./example-of.ts";

const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)));
const example = (name: string) => exampleOf(files.getMessage(name) as DescMessage);

test("exampleOf fills in what fields of such names hold, or what comments give for an example", () => {
  assert.deepEqual(example("hipstershop.CurrencyConversionRequest"), {
    from: { currencyCode: "USD", units: "19", nanos: "990000000" },
    toCode: "EUR",
  });
  assert.deepEqual(example("hipstershop.Product").categories, ["clothing"]);
});

test("exampleOf gives each request a key of its own, where the key names it", () => {
  const key = () => String(example("hipstershop.AddItemRequest").idempotencyKey);
  assert.match(key(), /^explorer-/);
  assert.notEqual(key(), key());
  assert.equal(example("hipstershop.GetPaymentRequest").idempotencyKey, undefined);
});

test("exampleOf makes a message of every type that the shop takes", () => {
  for (const file of files.files) {
    for (const method of file.services.flatMap(({ methods }) => methods)) {
      fromJson(method.input, exampleOf(method.input), { registry: files });
    }
  }
});
