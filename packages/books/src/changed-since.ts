import { timestampMs } from "@bufbuild/protobuf/wkt";
import type { Order } from "@hipstershop/proto/hipstershop/checkout";

/** Returns whether anything of an order changed after a time, in milliseconds since the epoch. */
export function changedSince({ begunAt, changedAt, refunds }: Order, sinceMs: number): boolean {
  const times = [begunAt, changedAt, ...refunds.flatMap((each) => [each.askedAt, each.doneAt])];
  return times.some((time) => time !== undefined && timestampMs(time) > sinceMs);
}
