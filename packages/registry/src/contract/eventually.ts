import { setTimeout } from "node:timers/promises";
import { PATIENCE_MS } from "./patience-ms.ts";

/** Reads again and again until a value passes, and returns it. Throws after a minute. */
export async function eventually<T>(
  read: () => Promise<T>,
  passes: (value: T) => boolean,
): Promise<T> {
  const deadline = AbortSignal.timeout(PATIENCE_MS);
  for (;;) {
    const value = await read();
    if (passes(value)) return value;
    deadline.throwIfAborted();
    await setTimeout(10);
  }
}
