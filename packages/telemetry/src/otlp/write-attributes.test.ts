import assert from "node:assert/strict";
import { test } from "node:test";
import { fromBinary } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import { KeyValueListSchema } from "@hipstershop/proto/opentelemetry/proto/common/v1/common";
import { plainAttributes } from "../testing/plain-attributes.ts";
import { writeAttributes } from "./write-attributes.ts";

/** Writes attributes, and reads them again. */
function written(attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const out = new BinaryWriter();
  writeAttributes(out, 1, attributes);
  return plainAttributes(fromBinary(KeyValueListSchema, out.finish()).values);
}

test("writeAttributes keeps values of one key apart, also those that look alike", () => {
  const values = [1, "1", true, "true", 1.5, "", 0, false, -1, 2 ** 40, "long ".repeat(1_000)];
  for (const value of [...values, ...values])
    assert.deepEqual(written({ key: value }), { key: value });
});

test("writeAttributes writes an object as it is each time", () => {
  const list = ["a"];
  const attributes = { list, inner: { list } };
  assert.deepEqual(written(attributes), attributes);
  list.push("b");
  assert.deepEqual(written(attributes), { list: ["a", "b"], inner: { list: ["a", "b"] } });
});

test("writeAttributes takes any number of keys and values", () => {
  for (let index = 0; index < 1_000; index++) {
    const attributes = { [`key ${index}`]: "value", key: `value ${index}` };
    assert.deepEqual(written(attributes), attributes);
  }
});
