import assert from "node:assert/strict";
import { test } from "node:test";
import { createBlockPool, NO_BYTES, roomOf } from "./block-pool.ts";

/** Bytes that no other call returns, so that a block of another chain shows. */
const bytesOf = (length: number, seed: number) =>
  Uint8Array.from({ length }, (_, index) => (index * 7 + seed * 31) % 251);

test("a block pool returns what was put in, whatever its length and in how many parts", () => {
  const pool = createBlockPool();
  const lengths = [1, 255, 256, 257, 1_000, 0, 70_000];
  const chains = lengths.map(() => NO_BYTES);
  // By turns, so that the blocks of each chain lie among those of the others.
  for (let turn = 0; turn < 4; turn++) {
    for (const [index, length] of lengths.entries()) {
      chains[index] = pool.append(chains[index] ?? NO_BYTES, bytesOf(length, turn));
    }
  }
  for (const [index, length] of lengths.entries()) {
    const whole = Buffer.concat([0, 1, 2, 3].map((turn) => bytesOf(length, turn)));
    assert.deepEqual(pool.read(chains[index] ?? NO_BYTES), whole, `${length} bytes`);
  }
});

test("a block pool takes the blocks again that were given back", () => {
  const pool = createBlockPool();
  const before = process.memoryUsage().arrayBuffers;
  const kept = pool.append(NO_BYTES, bytesOf(1_000, 9));
  const bytes = bytesOf(100_000, 1);
  for (let round = 0; round < 1_000; round++) {
    const chain = pool.append(NO_BYTES, bytes);
    if (round % 100 === 0) assert.deepEqual(pool.read(chain), Buffer.from(bytes));
    pool.free(chain);
  }
  pool.free(NO_BYTES);
  assert.deepEqual(pool.read(kept), Buffer.from(bytesOf(1_000, 9)));
  const grown = process.memoryUsage().arrayBuffers - before;
  assert.ok(grown < 5_000_000, `${grown} bytes for 100,000`);
  assert.equal(roomOf(257), 512);
});
