import type { DescEnum, DescField, DescMessage } from "@bufbuild/protobuf";
import { ScalarType } from "@bufbuild/protobuf";

/** How a value is typed into a form: as text of a kind, as a choice, or as JSON. */
export type Leaf =
  /** `wanted` says which numbers it may be, where it is one. */
  | { readonly kind: "text"; readonly hint: string; readonly wanted?: string }
  | { readonly kind: "choice"; readonly hint: string; readonly enum?: DescEnum }
  | { readonly kind: "json"; readonly hint: string };

/** The deepest message that has a form of its own: messages may hold themselves. */
export const MAX_DEPTH = 4;

/**
 * Returns how one value of a field is typed in, for a list or a map one of its values. Undefined for
 * a message, whose fields are typed in one by one.
 */
export function leafOf(
  field: Pick<DescField, "message" | "enum" | "scalar">,
  depth: number,
): Leaf | undefined {
  if (field.message) return messageLeaf(field.message, depth);
  if (field.enum) return { kind: "choice", hint: field.enum.name, enum: field.enum };
  const { scalar = ScalarType.STRING } = field;
  const name = ScalarType[scalar].toLowerCase();
  if (scalar === ScalarType.BOOL) return { kind: "choice", hint: "bool" };
  if (scalar === ScalarType.BYTES) return { kind: "text", hint: "bytes, in base64" };
  return scalar === ScalarType.STRING
    ? { kind: "text", hint: name }
    : { kind: "text", hint: name, wanted: WANTED.get(name) ?? "a number" };
}

function messageLeaf({ typeName, name }: DescMessage, depth: number): Leaf | undefined {
  const hint = TEXTS.get(typeName);
  if (hint !== undefined) return { kind: "text", hint };
  if (OPEN.has(typeName) || depth >= MAX_DEPTH) return { kind: "json", hint: `${name}, as JSON` };
  return undefined;
}

/** What whole numbers there are. */
const WANTED: ReadonlyMap<string, string> = new Map(
  [
    ["int32", "sint32", "sfixed32", "a whole number from −2,147,483,648 to 2,147,483,647"],
    ["uint32", "fixed32", "a whole number from 0 to 4,294,967,295"],
    ["int64", "sint64", "sfixed64", "a whole number of 64 bits"],
    ["uint64", "fixed64", "a whole number of 64 bits, from 0 on"],
  ].flatMap((names) => names.slice(0, -1).map((name) => [name, names.at(-1) as string] as const)),
);

/** Messages that are a text in JSON. */
const TEXTS: ReadonlyMap<string, string> = new Map([
  ["google.protobuf.Timestamp", "a time: 2026-01-31T12:00:00Z"],
  ["google.protobuf.Duration", "a duration: 1.5s"],
  ["google.protobuf.FieldMask", "names of fields: a,b.c"],
]);

/** Messages that may hold anything, or one value without a name. */
const OPEN: ReadonlySet<string> = new Set(
  [
    "Any",
    "Struct",
    "Value",
    "ListValue",
    "BoolValue",
    "BytesValue",
    "DoubleValue",
    "FloatValue",
    "Int32Value",
    "Int64Value",
    "StringValue",
    "UInt32Value",
    "UInt64Value",
  ].map((name) => `google.protobuf.${name}`),
);
