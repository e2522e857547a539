import { type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { HrTime } from "@opentelemetry/api";

/**
 * Writes a time, which is given in milliseconds if it is a number, as a fixed64 field of nanoseconds since
 * the epoch. That holds none before it: where a clock is so wrong, the time is left out.
 */
export function writeTime(out: BinaryWriter, field: number, time: HrTime | number): void {
  const isMs = typeof time === "number";
  const seconds = isMs ? Math.floor(time / 1_000) : time[0];
  const nanos = isMs ? Math.round((time % 1_000) * 1_000_000) : time[1];
  if (seconds < 0) return;
  // They are more than a number holds exactly, and a BigInt takes many times as long as two halves.
  const upper = Math.floor(seconds / HALF) * 1_000_000_000;
  const lower = (upper % HALF) * HALF + (seconds % HALF) * 1_000_000_000 + nanos;
  out.tag(field, WireType.Bit64);
  out.fixed32(lower % WORD).fixed32(Math.floor(upper / HALF) + Math.floor(lower / WORD));
}

const HALF = 2 ** 16;
const WORD = 2 ** 32;
