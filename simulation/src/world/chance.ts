import crypto from "node:crypto";
import { currentWorld } from "./world.ts";

/** Makes every random number and id of this process come from the world's chance. */
export function replaceChance(): void {
  Math.random = () => currentWorld().random.next();
  Object.assign(crypto, { randomBytes, randomInt, randomUUID });
  Object.assign(crypto.webcrypto, { randomUUID, getRandomValues });
}

function randomBytes(size: number): Buffer {
  return getRandomValues(Buffer.alloc(size));
}

function getRandomValues<T extends Uint8Array>(bytes: T): T {
  const { random } = currentWorld();
  for (let index = 0; index < bytes.length; index++) bytes[index] = random.whole(0, 255);
  return bytes;
}

function randomInt(low: number, high?: number): number {
  const { random } = currentWorld();
  return high === undefined ? random.whole(0, low - 1) : random.whole(low, high - 1);
}

/** Returns a UUID of version 4 (RFC 9562 section 5.4). */
function randomUUID(): string {
  const bytes = randomBytes(16);
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
