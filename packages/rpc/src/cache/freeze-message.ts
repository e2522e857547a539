/**
 * Freezes a message with all that it holds, so that nobody can change what others read. A field of
 * bytes is not frozen, because JavaScript cannot freeze an array of bytes. Returns about how much memory
 * the message takes, in bytes.
 */
export function freezeMessage(value: unknown): number {
  // The empty text and the name of a type are shared: they take no memory of their own.
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

// Measured in V8, on a machine of 64 bits. An array has spare room.
const OBJECT_BYTES = 72;
const FIELD_BYTES = 12;
const BIGINT_BYTES = 24;
const STRING_BYTES = 24;
const LATIN_1 = /^[\0-\xff]*$/;
