import { BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { writeMessage } from "./write-message.ts";

/** Writes attributes as a repeated field of KeyValue. Values that are undefined are left out. */
export function writeAttributes(
  out: BinaryWriter,
  field: number,
  attributes: Readonly<Record<string, unknown>> = {},
): void {
  for (const key in attributes) {
    const value = attributes[key];
    if (value === undefined || value === null) continue;
    out.tag(field, WireType.LengthDelimited).bytes(keyValue(key, value));
  }
}

/** Those that were encoded last, by key and value: spans repeat them. */
const known = new Map<string, Map<unknown, Uint8Array>>();
const MOST_KNOWN = 64;
const MAX_BYTES = 256;

/** Returns a KeyValue, encoded. */
function keyValue(key: string, value: unknown): Uint8Array {
  const ofKey = known.get(key) ?? new Map<unknown, Uint8Array>();
  let bytes = ofKey.get(value);
  if (bytes !== undefined) return bytes;
  const out = new BinaryWriter();
  out.tag(1, WireType.LengthDelimited).string(key);
  writeMessage(out, 2, () => writeValue(out, value));
  bytes = out.finish();
  if (known.size === MOST_KNOWN) known.clear();
  if (ofKey.size === MOST_KNOWN) ofKey.clear();
  // An object may change.
  if (typeof value !== "object" && bytes.length <= MAX_BYTES)
    known.set(key, ofKey.set(value, bytes));
  return bytes;
}

/** Writes the fields of an AnyValue. */
function writeValue(out: BinaryWriter, value: unknown): void {
  switch (typeof value) {
    case "string":
      out.tag(1, WireType.LengthDelimited).string(value);
      return;
    case "boolean":
      out.tag(2, WireType.Varint).bool(value);
      return;
    case "number":
      if (Number.isSafeInteger(value)) out.tag(3, WireType.Varint).int64(value);
      else out.tag(4, WireType.Bit64).double(value);
      return;
    default:
      if (Array.isArray(value)) {
        writeMessage(out, 5, () => {
          for (const each of value) writeMessage(out, 1, () => writeValue(out, each));
        });
      } else if (value instanceof Uint8Array) {
        out.tag(7, WireType.LengthDelimited).bytes(value);
      } else if (value) {
        writeMessage(out, 6, () => writeAttributes(out, 1, value as Record<string, unknown>));
      }
  }
}
