import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { HrTime } from "@opentelemetry/api";

/** Writes a time, in nanoseconds since the epoch, as a fixed64 field. */
export function writeTime(out: BinaryWriter, field: number, [seconds, nanos]: HrTime): void {
  out.tag(field, WireType.Bit64).fixed64(BigInt(seconds) * 1_000_000_000n + BigInt(nanos));
}
