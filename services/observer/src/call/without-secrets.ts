import type { DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { isSecret } from "./is-secret.ts";

/** Returns a request without the values that are kept nowhere. */
export function withoutSecrets(desc: DescMessage, json: JsonObject): JsonObject {
  const kept: JsonObject = {};
  for (const field of desc.fields) {
    // JSON has the one name or the other (ProtoJSON).
    for (const name of new Set([field.jsonName, field.name])) {
      const value = json[name];
      if (value === undefined || (isSecret(field) && !hasFields(field.message))) continue;
      kept[name] = field.message ? inside(field.message, value, field.fieldKind === "map") : value;
    }
  }
  return kept;
}

/** Those of Google are written as a value of JSON: "google.protobuf.StringValue". */
function hasFields(desc: DescMessage | undefined): boolean {
  return desc !== undefined && !desc.typeName.startsWith("google.");
}

function inside(desc: DescMessage, value: JsonValue, isMap: boolean): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((each) => inside(desc, each, false));
  if (!isMap) return hasFields(desc) ? withoutSecrets(desc, value) : value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key, inside(desc, each ?? null, false)]),
  );
}
