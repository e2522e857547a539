import { randomUUID } from "node:crypto";
import type { DescField, DescMessage, JsonObject, JsonValue } from "@bufbuild/protobuf";
import { commentOf } from "@hipstershop/reflection";
import { firstDepth } from "./first-depth.ts";
import { leafOf } from "./leaf-of.ts";

/**
 * Returns an example of a message, as JSON: what its comments give for an example, else what fields of
 * such names usually hold. A field of which neither is known is not set.
 */
export function exampleOf(desc: DescMessage, depth = firstDepth(desc)): JsonObject {
  const example: JsonObject = {};
  for (const field of desc.fields) {
    // Of a oneof one field is set.
    if (field.oneof?.fields.some(({ jsonName }) => example[jsonName] !== undefined)) continue;
    const value = exampleValue(field, depth);
    if (value === undefined || field.fieldKind === "map") continue;
    example[field.jsonName] = field.fieldKind === "list" ? [value] : value;
  }
  return example;
}

function exampleValue(field: DescField, depth: number): JsonValue | undefined {
  const leaf = leafOf(field, depth);
  if (!leaf && field.message) {
    const inside = exampleOf(field.message, depth + 1);
    return Object.keys(inside).length > 0 ? inside : undefined;
  }
  if (leaf?.kind === "choice") return leaf.enum?.values[1]?.name;
  if (leaf?.kind !== "text") return undefined;
  const comment = commentOf(field);
  // A name that makes a request one of its kind: each example is another one.
  if (/_key$/.test(field.name)) {
    return /^Names /.test(comment) ? `explorer-${randomUUID().slice(0, 8)}` : undefined;
  }
  return USUAL[field.name] ?? quotedIn(comment);
}

/** Returns what a comment gives for an example: a word, or what stands in quotes. */
function quotedIn(comment: string): string | undefined {
  const [, quoted, word] =
    /\b(?:for example|such as) (?:"([^"]+)"|([^\s".,:]+))/.exec(comment) ?? [];
  return quoted ?? word;
}

const USUAL: Readonly<Record<string, string>> = {
  user_id: "explorer",
  id: "OLJCESPC7Z",
  ids: "OLJCESPC7Z",
  product_id: "OLJCESPC7Z",
  product_ids: "OLJCESPC7Z",
  quantity: "1",
  query: "mug",
  context_keys: "clothing",
  currency_code: "USD",
  user_currency: "USD",
  to_code: "EUR",
  units: "19",
  nanos: "990000000",
  street_address: "1600 Amphitheatre Parkway",
  city: "Mountain View",
  state: "CA",
  country: "United States",
  zip_code: "94043",
  postal_code: "94043",
  email: "someone@example.com",
  credit_card_number: "4432-8015-6152-0454",
  credit_card_cvv: "672",
  credit_card_expiration_year: "2039",
  credit_card_expiration_month: "1",
  reason: "Tried out",
};
