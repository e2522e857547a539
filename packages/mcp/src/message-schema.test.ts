import assert from "node:assert/strict";
import { test } from "node:test";
import {
  create,
  createFileRegistry,
  type DescMessage,
  fromBinary,
  fromJson,
  type JsonValue,
  toJson,
} from "@bufbuild/protobuf";
import { base64Decode } from "@bufbuild/protobuf/wire";
import {
  FileDescriptorProtoSchema,
  FileDescriptorSetSchema,
  file_google_protobuf_struct,
  file_google_protobuf_timestamp,
  file_google_protobuf_wrappers,
  FieldDescriptorProto_Label as Label,
  TimestampSchema,
  FieldDescriptorProto_Type as Type,
} from "@bufbuild/protobuf/wkt";
import { descriptorSet } from "@hipstershop/proto/descriptors";
import type { JsonSchemaType } from "@modelcontextprotocol/server";
import { AjvJsonSchemaValidator } from "@modelcontextprotocol/server/validators/ajv";
import { isPlainValue, messageSchema } from "./message-schema.ts";

const files = createFileRegistry(fromBinary(FileDescriptorSetSchema, base64Decode(descriptorSet)));

function messageOf(name: string, registry = files): DescMessage {
  const message = registry.getMessage(name);
  assert(message, name);
  return message;
}

const ajv = new AjvJsonSchemaValidator();

/** Returns what checks JSON by the schema of a message. Throws where that is no JSON Schema. */
function checkerOf(message: DescMessage): (json: JsonValue) => boolean {
  const check = ajv.getValidator(messageSchema(message) as JsonSchemaType);
  return (json) => check(json).valid;
}

test("messageSchema describes fields, lists and messages in them, with their comments", () => {
  assert.deepEqual(messageSchema(messageOf("hipstershop.AddItemRequest")), {
    type: "object",
    description: "What to add, and to whose cart.",
    properties: {
      userId: { type: "string" },
      item: {
        type: "object",
        description: "One line of a cart.",
        properties: {
          productId: { type: "string" },
          quantity: { type: "integer", description: "How many of the product: 1 or more." },
        },
        additionalProperties: false,
      },
      idempotencyKey: {
        type: "string",
        description:
          "Names the addition, in up to 128 characters. One that has been made for this user in the last ten minutes under the same key is not made again, whatever its item is: the answer is the same as to the first. Of more than 1,000 keys in ten minutes the first may be forgotten. Empty, each request adds.",
      },
    },
    additionalProperties: false,
  });
});

test("messageSchema says of each member of a oneof that one at most is set", () => {
  const { properties } = messageSchema(
    messageOf("hipstershop.GetOrderRequest"),
  ) as unknown as Schema;
  const note = "At most one of orderId, idempotencyKey is set.";
  assert.equal(properties.orderId?.description, note);
  assert.equal(properties.idempotencyKey?.description, `The key of its PlaceOrder.\n${note}`);
});

test("messageSchema has a message once that appears twice, or inside itself", () => {
  const schema = messageSchema(
    messageOf("opentelemetry.proto.common.v1.AnyValue"),
  ) as unknown as Schema;
  assert.deepEqual(Object.keys(schema.$defs), ["opentelemetry.proto.common.v1.AnyValue"]);
  assert.equal(schema.type, "object");
  const check = checkerOf(messageOf("opentelemetry.proto.common.v1.AnyValue"));
  const nested = { arrayValue: { values: [{ kvlistValue: { values: [{ key: "a" }] } }] } };
  assert.equal(check(nested), true);
  assert.equal(
    check({ arrayValue: { values: [{ arrayValue: { values: [{ wrong: 1 }] } }] } }),
    false,
  );
});

test("messageSchema of every request of the shop takes what JSON has of it, and nothing else", () => {
  const requests = [...files]
    .filter((desc) => desc.kind === "service")
    .flatMap(({ methods }) => methods.map(({ input }) => input));
  assert.ok(requests.length > 40);
  for (const request of requests) {
    const check = checkerOf(request);
    const json = toJson(request, create(request), { alwaysEmitImplicit: true });
    assert.equal(check(json), true, request.typeName);
    assert.equal(check({ ...(json as object), unknown: 1 }), false, request.typeName);
  }
});

test("messageSchema follows the JSON mapping of proto3 for every kind of field", () => {
  const everything = messageOf("test.Everything", kinds);
  const check = checkerOf(everything);
  const json = {
    double: 0.5,
    int64: "-9007199254740993",
    uint64: "18446744073709551615",
    int32: -1,
    uint32: 1,
    bool: true,
    string: "text",
    bytes: "AAE=",
    fruit: "PEAR",
    names: { "-1": "below", "1": "above" },
    times: ["2026-11-28T06:00:00Z"],
    wrapped: "given",
    anything: { a: [1, null] },
  };
  fromJson(everything, json);
  assert.equal(check(json), true);
  const wrong: Record<string, JsonValue> = {
    double: "half",
    int64: 5,
    uint64: "-1",
    int32: 0.5,
    uint32: -1,
    bool: "true",
    string: 1,
    fruit: 1,
    names: { one: "x" },
    times: "2026-11-28T06:00:00Z",
    wrapped: [],
    anything: "text",
  };
  for (const [name, value] of Object.entries(wrong)) {
    assert.equal(check({ ...json, [name]: value }), false, name);
  }
});

test("messageSchema wraps a message that is a plain value in JSON", () => {
  assert.deepEqual(messageSchema(TimestampSchema), {
    type: "object",
    properties: { value: { type: "string", format: "date-time" } },
    required: ["value"],
  });
  assert.equal(isPlainValue(TimestampSchema), true);
  assert.equal(isPlainValue(messageOf("hipstershop.Empty")), false);
});

interface Schema {
  readonly type: string;
  readonly properties: Readonly<Record<string, { readonly description?: string }>>;
  readonly $defs: Readonly<Record<string, unknown>>;
}

/** A file with a message that has a field of every kind. */
const kinds = createFileRegistry(
  create(FileDescriptorProtoSchema, {
    name: "test.proto",
    package: "test",
    syntax: "proto3",
    dependency: [
      "google/protobuf/struct.proto",
      "google/protobuf/timestamp.proto",
      "google/protobuf/wrappers.proto",
    ],
    enumType: [
      {
        name: "Fruit",
        value: [
          { name: "APPLE", number: 0 },
          { name: "PEAR", number: 1 },
        ],
      },
    ],
    messageType: [
      {
        name: "Everything",
        field: [
          ...["DOUBLE", "INT64", "UINT64", "INT32", "UINT32", "BOOL", "STRING", "BYTES"].map(
            (type, index) => ({
              name: type.toLowerCase(),
              number: index + 1,
              type: Type[type as keyof typeof Type],
              label: Label.OPTIONAL,
            }),
          ),
          field("fruit", 20, ".test.Fruit", Type.ENUM),
          field("names", 21, ".test.Everything.NamesEntry", Type.MESSAGE, Label.REPEATED),
          field("times", 22, ".google.protobuf.Timestamp", Type.MESSAGE, Label.REPEATED),
          field("wrapped", 23, ".google.protobuf.StringValue", Type.MESSAGE),
          field("anything", 24, ".google.protobuf.Struct", Type.MESSAGE),
        ],
        nestedType: [
          {
            name: "NamesEntry",
            options: { mapEntry: true },
            field: [
              { name: "key", number: 1, type: Type.INT32, label: Label.OPTIONAL },
              { name: "value", number: 2, type: Type.STRING, label: Label.OPTIONAL },
            ],
          },
        ],
      },
    ],
  }),
  (name) =>
    [
      file_google_protobuf_struct,
      file_google_protobuf_timestamp,
      file_google_protobuf_wrappers,
    ].find((file) => `${file.name}.proto` === name),
);

function field(
  name: string,
  number: number,
  typeName: string,
  type: Type,
  label: Label = Label.OPTIONAL,
) {
  return { name, number, typeName, type, label };
}
