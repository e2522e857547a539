import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes a text field, unless it is empty. */
export function writeText(out: BinaryWriter, field: number, value = ""): void {
  if (value !== "") out.tag(field, WireType.LengthDelimited).string(value);
}
