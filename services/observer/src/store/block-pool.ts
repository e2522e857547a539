/**
 * Keeps bytes in blocks of one size, which lie in a few large buffers. A buffer for each of them would
 * cost the heap as much again, and leave gaps in the memory of the process that nothing else fits in.
 */
export interface BlockPool {
  /** Returns a chain with these bytes after those of `chain`, which is of no use any more. */
  append(chain: Chain, bytes: Uint8Array): Chain;
  /** Returns a copy of the bytes of a chain. */
  read(chain: Chain): Buffer;
  /** Gives the blocks of a chain back. */
  free(chain: Chain): void;
}

/** Bytes in a pool: the numbers of the first and the last block that has some. */
export interface Chain {
  readonly first: number;
  readonly last: number;
  readonly length: number;
}

/** A chain without bytes. */
export const NO_BYTES: Chain = { first: 0, last: 0, length: 0 };

const BLOCK_BYTES = 256;
const SLAB_BLOCKS = 4_096;

/** Returns what so many bytes take in a pool. */
export function roomOf(length: number): number {
  return Math.ceil(length / BLOCK_BYTES) * BLOCK_BYTES;
}

/** Creates a pool, which stays as large as the most that was in it at once. */
export function createBlockPool(): BlockPool {
  const slabs: { readonly bytes: Buffer; readonly next: Uint32Array }[] = [];
  /** Blocks count from 1: 0 is none. The free ones are a chain as well. */
  let firstFree = 0;

  const nextOf = (block: number) => slabOf(block).next[block % SLAB_BLOCKS] as number;
  const slabOf = (block: number) =>
    slabs[Math.floor(block / SLAB_BLOCKS)] as (typeof slabs)[number];

  function link(block: number, next: number): void {
    slabOf(block).next[block % SLAB_BLOCKS] = next;
  }

  function take(): number {
    if (firstFree === 0) grow();
    const block = firstFree;
    firstFree = nextOf(block);
    link(block, 0);
    return block;
  }

  function grow(): void {
    const first = slabs.length * SLAB_BLOCKS;
    slabs.push({
      bytes: Buffer.alloc(SLAB_BLOCKS * BLOCK_BYTES),
      next: new Uint32Array(SLAB_BLOCKS),
    });
    for (let block = first + SLAB_BLOCKS - 1; block >= Math.max(1, first); block--) {
      link(block, firstFree);
      firstFree = block;
    }
  }

  /** Returns a part of a block, from `from` on. */
  function part(block: number, from: number, to = BLOCK_BYTES): Buffer {
    const start = (block % SLAB_BLOCKS) * BLOCK_BYTES;
    return slabOf(block).bytes.subarray(start + from, start + to);
  }

  return {
    append({ first, last, length }, bytes) {
      let [head, tail] = [first, last];
      for (let done = 0; done < bytes.length; ) {
        const used = (length + done) % BLOCK_BYTES;
        if (used === 0) {
          const block = take();
          if (head === 0) head = block;
          else link(tail, block);
          tail = block;
        }
        const some = bytes.subarray(done, done + BLOCK_BYTES - used);
        part(tail, used).set(some);
        done += some.length;
      }
      return { first: head, last: tail, length: length + bytes.length };
    },
    read({ first, length }) {
      const bytes = Buffer.allocUnsafe(length);
      for (let done = 0, block = first; done < length; block = nextOf(block)) {
        done += part(block, 0, Math.min(BLOCK_BYTES, length - done)).copy(bytes, done);
      }
      return bytes;
    },
    free({ first, last }) {
      if (first === 0) return;
      link(last, firstFree);
      firstFree = first;
    },
  };
}
