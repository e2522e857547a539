import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

const WORD = 2 ** 32;

/** Writes a time, in milliseconds since the epoch, as a fixed64 field of nanoseconds. */
export function writeTime(out: BinaryWriter, field: number, sinceEpochMs: number): void {
  // Nanoseconds are more than a number holds exactly, and a BigInt is slow.
  const micros = Math.round(sinceEpochMs * 1_000);
  const low = (micros % WORD) * 1_000;
  const high = Math.floor(micros / WORD) * 1_000 + Math.floor(low / WORD);
  out
    .tag(field, WireType.Bit64)
    .fixed32(low % WORD)
    .fixed32(high);
}
