import { ScalarType } from "@bufbuild/protobuf";
import type { JsonSchema } from "./message-schema.ts";

/** Returns the JSON Schema of a scalar: 64 bits are a text, for a number of JSON has 53. */
export function scalarSchema(type: ScalarType): JsonSchema {
  return SCALARS[type];
}

const INT64: JsonSchema = { type: "string", pattern: "^-?[0-9]+$" };
const UINT64: JsonSchema = { type: "string", pattern: "^[0-9]+$" };
const INT32: JsonSchema = { type: "integer" };
const UINT32: JsonSchema = { type: "integer", minimum: 0 };
const NUMBER: JsonSchema = { type: "number" };
const STRING: JsonSchema = { type: "string" };
const BOOL: JsonSchema = { type: "boolean" };
const BYTES: JsonSchema = { type: "string", contentEncoding: "base64" };

const SCALARS: Readonly<Record<ScalarType, JsonSchema>> = {
  [ScalarType.DOUBLE]: NUMBER,
  [ScalarType.FLOAT]: NUMBER,
  [ScalarType.INT64]: INT64,
  [ScalarType.SINT64]: INT64,
  [ScalarType.SFIXED64]: INT64,
  [ScalarType.UINT64]: UINT64,
  [ScalarType.FIXED64]: UINT64,
  [ScalarType.INT32]: INT32,
  [ScalarType.SINT32]: INT32,
  [ScalarType.SFIXED32]: INT32,
  [ScalarType.UINT32]: UINT32,
  [ScalarType.FIXED32]: UINT32,
  [ScalarType.BOOL]: BOOL,
  [ScalarType.STRING]: STRING,
  [ScalarType.BYTES]: BYTES,
};
