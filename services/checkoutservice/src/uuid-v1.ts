import { randomBytes } from "node:crypto";

/**
 * Returns a UUID of version 1: the time and a random node (RFC 9562 sections 5.1 and 6.10).
 * The node is drawn anew each time, so ids made in the same millisecond differ as well.
 */
export function uuidV1(): string {
  const ticks = (BigInt(Date.now()) + GREGORIAN_OFFSET_MS) * TICKS_PER_MS;
  const bytes = randomBytes(16);
  bytes.writeUInt32BE(Number(ticks & 0xffff_ffffn), 0);
  bytes.writeUInt16BE(Number((ticks >> 32n) & 0xffffn), 4);
  bytes.writeUInt16BE(Number((ticks >> 48n) & 0x0fffn) | 0x1000, 6);
  // Variant 10 before the clock sequence; the multicast bit says that no network card has
  // this node.
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8);
  bytes.writeUInt8(bytes.readUInt8(10) | 0x01, 10);
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

// From 15 October 1582, when the count of a UUID begins, to 1970.
const GREGORIAN_OFFSET_MS = 12_219_292_800_000n;
const TICKS_PER_MS = 10_000n;
