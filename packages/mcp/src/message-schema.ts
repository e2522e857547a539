import { type DescEnum, type DescField, type DescMessage, ScalarType } from "@bufbuild/protobuf";
import { noteOf } from "./note-of.ts";
import { scalarSchema } from "./scalar-schema.ts";
import { wellKnownSchema } from "./well-known-schema.ts";

/** A part of a JSON Schema (draft 2020-12). */
export type JsonSchema = { readonly [keyword: string]: unknown };

/**
 * Returns the JSON Schema of a message in proto3's JSON mapping, with its comments as descriptions. It
 * is always that of an object: a message that is a plain value in JSON is its member "value". A
 * message that appears more than once, or inside itself, stands once, below "$defs".
 */
export function messageSchema(message: DescMessage): JsonSchema {
  const uses = countUses(message);
  const shared = new Map<string, JsonSchema>();

  function ofMessage(desc: DescMessage): JsonSchema {
    const known = wellKnownSchema(desc);
    if (known) return known;
    if ((uses.get(desc) ?? 0) < 2) return ofFields(desc);
    if (!shared.has(desc.typeName)) {
      // Before its fields are looked at, which may be of the same type.
      shared.set(desc.typeName, {});
      shared.set(desc.typeName, ofFields(desc));
    }
    return { $ref: `#/$defs/${desc.typeName}` };
  }

  function ofFields(desc: DescMessage): JsonSchema {
    const properties = desc.fields.map((field) => [
      nameOf(field),
      described(ofField(field), noteOf(field), choice(field)),
    ]);
    return described(
      {
        type: "object",
        properties: Object.fromEntries(properties),
        additionalProperties: false,
      },
      noteOf(desc),
    );
  }

  function ofField(field: DescField): JsonSchema {
    switch (field.fieldKind) {
      case "list":
        return { type: "array", items: ofValue(field) };
      case "map":
        return {
          type: "object",
          ...(field.mapKey !== ScalarType.STRING && { propertyNames: keySchema(field.mapKey) }),
          additionalProperties: ofValue(field),
        };
      default:
        return ofValue(field);
    }
  }

  function ofValue(field: DescField): JsonSchema {
    if (field.message) return ofMessage(field.message);
    if (field.enum) return enumSchema(field.enum);
    return scalarSchema(field.scalar as ScalarType);
  }

  const schema = ofMessage(message);
  const root = isPlainValue(message)
    ? { type: "object", properties: { value: schema }, required: ["value"] }
    : schema.$ref
      ? { ...shared.get(message.typeName) }
      : schema;
  return shared.size > 0 ? { ...root, $defs: Object.fromEntries(shared) } : root;
}

/** Returns whether a message is no object in JSON, as a Timestamp is a string. */
export function isPlainValue(message: DescMessage): boolean {
  const known = wellKnownSchema(message);
  return known !== undefined && known.type !== "object";
}

/** How often each message appears in the fields of all of them, the outermost once more. */
function countUses(root: DescMessage): ReadonlyMap<DescMessage, number> {
  const uses = new Map<DescMessage, number>();
  const visit = (desc: DescMessage): void => {
    const before = uses.get(desc) ?? 0;
    uses.set(desc, before + 1);
    if (before > 0 || wellKnownSchema(desc)) return;
    for (const { message } of desc.fields) if (message) visit(message);
  };
  visit(root);
  return uses;
}

function enumSchema(desc: DescEnum): JsonSchema {
  if (desc.typeName === "google.protobuf.NullValue") return { type: "null" };
  const notes = desc.values.map((value) => [value.name, noteOf(value)] as const);
  const explained = notes.filter(([, note]) => note).map(([name, note]) => `${name}: ${note}`);
  return described(
    { type: "string", enum: desc.values.map(({ name }) => name) },
    noteOf(desc),
    ...explained,
  );
}

/** A descriptor that no protoc has made may lack the name in JSON: then the other one is taken. */
function nameOf({ jsonName, name }: DescField): string {
  return jsonName || name;
}

/** What is said of a member of a oneof. Many models do not take "oneOf" in the schema of a tool. */
function choice({ oneof }: DescField): string {
  if (!oneof) return "";
  return `At most one of ${oneof.fields.map(nameOf).join(", ")} is set.`;
}

function described(schema: JsonSchema, ...notes: readonly string[]): JsonSchema {
  const given = typeof schema.description === "string" ? [schema.description] : [];
  const description = [...notes, ...given].filter((note) => note !== "").join("\n");
  return description ? { ...schema, description } : schema;
}

/** Keys are texts in JSON, whatever they are in the message. */
function keySchema(type: ScalarType): JsonSchema {
  return type === ScalarType.BOOL ? { enum: ["true", "false"] } : { pattern: "^-?[0-9]+$" };
}
