import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
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
    out.tag(field, WireType.LengthDelimited).fork();
    out.tag(1, WireType.LengthDelimited).string(key);
    out.tag(2, WireType.LengthDelimited).fork();
    writeValue(out, value);
    out.join().join();
  }
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
