import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Writes an embedded message, whose fields `write` writes. */
export function writeMessage(out: BinaryWriter, field: number, write: () => void): void {
  out.tag(field, WireType.LengthDelimited).fork();
  write();
  out.join();
}
