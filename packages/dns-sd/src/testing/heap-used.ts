import { setImmediate } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Returns the bytes on the heap that are in use, after garbage was collected. */
export async function heapUsed(): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect: unknown = runInNewContext("gc");
  if (typeof collect !== "function") throw new Error("This Node.js cannot collect garbage");
  for (let round = 0; round < 3; round++) {
    await setImmediate();
    collect();
  }
  return process.memoryUsage().heapUsed;
}
