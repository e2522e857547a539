import type { ServiceContext } from "@hipstershop/service";

/**
 * Returns a function that keeps a text as many times as emailMemoryLeak says, and never lets go of
 * it while the fault is on.
 */
export function createLeak(faults: ServiceContext["faults"]): (text: string) => Promise<void> {
  let kept: Buffer[] = [];
  let bytes = 0;
  faults.during("emailMemoryLeak", () => ({
    [Symbol.dispose]() {
      kept = [];
      bytes = 0;
    },
  }));
  return async (text) => {
    const times = await faults.number("emailMemoryLeak");
    const size = Math.min(Buffer.byteLength(text) * times, MOST_BYTES - bytes);
    if (size < 1) return;
    kept.push(Buffer.alloc(size, text));
    bytes += size;
  };
}

/** A laptop should survive it. */
const MOST_BYTES = 512 * 1024 * 1024;
