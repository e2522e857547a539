import type { Instance, Snapshot } from "../registry.ts";
import { PATIENCE_MS } from "./patience-ms.ts";

/**
 * Reads a watch until a set passes, and returns that set. Throws after a minute, or when the
 * watch ends first.
 */
export async function nextWhere(
  watch: AsyncIterable<Snapshot>,
  passes: (set: readonly Instance[], trouble: Error | undefined) => boolean,
): Promise<readonly Instance[]> {
  const iterator = watch[Symbol.asyncIterator]();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new Error(`No such set within ${PATIENCE_MS} ms; the last: ${last}`)),
    PATIENCE_MS,
  );
  let last = "none";
  try {
    for (;;) {
      const step = await Promise.race([iterator.next(), late.promise]);
      if (step.done) throw new Error(`The watch ended; the last set: ${last}`);
      const { instances, trouble } = step.value;
      if (passes(instances, trouble)) return instances;
      last = JSON.stringify({ instances, trouble: trouble?.message });
    }
  } finally {
    clearTimeout(timer);
    await iterator.return?.();
  }
}
