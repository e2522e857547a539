/**
 * Returns how many bytes of memory are kept of each run when only young objects were collected. Needs
 * --expose-gc. Not for use within node:test, which keeps what runs in its tests.
 */
export async function keptOfEach(run: () => Promise<unknown>): Promise<number> {
  async function grownBy(runs: number): Promise<number> {
    globalThis.gc?.({ type: "major" });
    const before = process.memoryUsage().heapUsed;
    for (let count = 0; count < runs; count++) {
      await run();
      // What survives two of these is old, and stays until a major collection.
      if (count % 50 === 0) globalThis.gc?.({ type: "minor" });
    }
    globalThis.gc?.({ type: "minor" });
    globalThis.gc?.({ type: "minor" });
    return (process.memoryUsage().heapUsed - before) / runs;
  }

  // Compiled code and warmed caches are not of the runs.
  await grownBy(1_000);
  return grownBy(2_000);
}
