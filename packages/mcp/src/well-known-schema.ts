import { type DescMessage, ScalarType } from "@bufbuild/protobuf";
import type { JsonSchema } from "./message-schema.ts";
import { scalarSchema } from "./scalar-schema.ts";

/** Returns the JSON Schema of a message that JSON writes otherwise than by its fields, if it is one. */
export function wellKnownSchema({
  typeName,
}: Pick<DescMessage, "typeName">): JsonSchema | undefined {
  return WELL_KNOWN.get(typeName);
}

const scalar = (type: keyof typeof ScalarType) => scalarSchema(ScalarType[type]);

const WELL_KNOWN: ReadonlyMap<string, JsonSchema> = new Map<string, JsonSchema>(
  Object.entries({
    Any: { type: "object", properties: { "@type": { type: "string" } }, required: ["@type"] },
    Timestamp: { type: "string", format: "date-time" },
    Duration: { type: "string", pattern: "^-?[0-9]+(\\.[0-9]{1,9})?s$" },
    FieldMask: { type: "string" },
    Struct: { type: "object" },
    Value: {},
    ListValue: { type: "array" },
    DoubleValue: scalar("DOUBLE"),
    FloatValue: scalar("FLOAT"),
    Int64Value: scalar("INT64"),
    UInt64Value: scalar("UINT64"),
    Int32Value: scalar("INT32"),
    UInt32Value: scalar("UINT32"),
    BoolValue: scalar("BOOL"),
    StringValue: scalar("STRING"),
    BytesValue: scalar("BYTES"),
  }).map(([name, schema]) => [`google.protobuf.${name}`, schema]),
);
