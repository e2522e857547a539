import { type Timestamp, timestampFromMs } from "@bufbuild/protobuf/wkt";

/** Returns a time in milliseconds since the epoch, which may have a fraction, to a millisecond. */
export function timeOf(ms: number): Timestamp {
  return timestampFromMs(Math.round(ms));
}
