import {
  create,
  type DescField,
  type DescMessage,
  type Message,
  ScalarType,
} from "@bufbuild/protobuf";
import fc from "fast-check";

/**
 * Returns an arbitrary of messages that a hostile caller may send: fields set or not, numbers
 * at their bounds, texts of any Unicode and some that are names in JavaScript, SQL or HTML,
 * or long. Messages nest three deep.
 */
export function arbitraryMessage(message: DescMessage, depth = 3): fc.Arbitrary<Message> {
  const fields = message.fields.map((field) => [field.localName, arbitraryField(field, depth)]);
  return fc
    .record(Object.fromEntries(fields), { requiredKeys: [] })
    .map((init) => create(message, init));
}

function arbitraryField(field: DescField, depth: number): fc.Arbitrary<unknown> {
  const one = arbitraryValue(field, depth);
  return field.fieldKind === "list" ? fc.array(one, { maxLength: 8 }) : one;
}

function arbitraryValue(field: DescField, depth: number): fc.Arbitrary<unknown> {
  if (field.message) {
    return depth > 0 ? arbitraryMessage(field.message, depth - 1) : fc.constant(undefined);
  }
  if (field.enum) {
    const known = field.enum.values.map(({ number }) => number);
    return fc.oneof(fc.constantFrom(...known), fc.constantFrom(-1, 99, 2 ** 31 - 1));
  }
  switch (field.scalar) {
    case ScalarType.STRING:
      return text;
    case ScalarType.BOOL:
      return fc.boolean();
    case ScalarType.INT32:
      return fc.oneof(fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31)), fc.integer());
    case ScalarType.INT64:
      return fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
    default:
      throw new TypeError(`"${field}" has a type that no field of the shop had`);
  }
}

const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(
    "",
    "__proto__",
    "constructor",
    "\0",
    "a\r\nb: c",
    "'; DROP TABLE carts; --",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "%00%s%n{{7*7}}",
    "x".repeat(100_000),
  ),
  // So that some get further than the first check.
  fc.constantFrom("USD", "EUR", "JPY", "6E92ZMYYFZ", "a@example.com", "4432-8015-6152-0454"),
);
