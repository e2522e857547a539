import assert from "node:assert/strict";
import { test } from "node:test";
import { create, createFileRegistry, type DescMessage, fromBinary } from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import {
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  FieldDescriptorProto_Label as Label,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import { exampleOf } from "./example-of.ts";
import { firstDepth } from "./first-depth.ts";
import { readRequest } from "./read-request.ts";
import { requestForm } from "./request-form.ts";

test("firstDepth leaves each message of the shop its form", () => {
  const files = createFileRegistry(
    fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)),
  );
  for (const file of files.files) {
    for (const { methods } of file.services) {
      for (const { input } of methods) assert.equal(firstDepth(input), 0, input.typeName);
    }
  }
});

test("a message that holds itself in many fields has a form that is no longer than others", () => {
  const { desc, registry } = wide(30);
  const json = { f0: { f1: { f2: {} } } };
  const problems: ReadonlyMap<string, string> = new Map();
  const form = requestForm(desc, { json, problems }).text;
  assert.ok(form.length < 1_000_000, `${form.length}`);
  assert.deepEqual(exampleOf(desc), {});
  const values = new URLSearchParams({ "r.f0.f1": '{"f2":{}}' });
  assert.deepEqual(readRequest(desc, values, { registry }), { json, problems });
});

/** Returns a message with so many fields, each of which holds such a message. */
function wide(fields: number) {
  const file = create(FileDescriptorProtoSchema, {
    name: "wide.proto",
    syntax: "proto3",
    messageType: [
      {
        name: "Wide",
        field: Array.from({ length: fields }, (_, index) => ({
          name: `f${index}`,
          jsonName: `f${index}`,
          number: index + 1,
          label: Label.OPTIONAL,
          type: Type.MESSAGE,
          typeName: ".Wide",
        })),
      },
    ],
  });
  const registry = createFileRegistry(file, () => undefined);
  return { registry, desc: registry.getMessage("Wide") as DescMessage };
}
