/**
 * Freezes a message with all that it holds, so that nobody can change what others read. A field of
 * bytes stays as it is: JavaScript freezes none that has any. Returns about how much memory the
 * message takes, in bytes.
 */
export function freezeMessage(value: unknown): number {
  // There is one empty text, and one name of each type.
  if (value === "") return 0;
  if (typeof value === "string") return STRING_BYTES + value.length * (LATIN_1.test(value) ? 1 : 2);
  if (typeof value === "bigint") return BIGINT_BYTES;
  if (ArrayBuffer.isView(value)) return OBJECT_BYTES + value.byteLength;
  if (typeof value !== "object" || value === null) return 0;
  let bytes = OBJECT_BYTES;
  for (const [name, each] of Object.entries(value)) {
    bytes += FIELD_BYTES + (name === "$typeName" ? 0 : freezeMessage(each));
  }
  Object.freeze(value);
  return bytes;
}

// Measured in V8, on a machine of 64 bits. An array has room for more than it holds.
const OBJECT_BYTES = 72;
const FIELD_BYTES = 12;
const BIGINT_BYTES = 24;
const STRING_BYTES = 24;
const LATIN_1 = /^[\0-\xff]*$/;
