import type { Registry } from "@hipstershop/service";

/** A frontend that runs is known by then, also on a busy machine. */
const LONGEST_MS = 10_000;

/**
 * Resolves once a frontend is known, or the signal aborts, or after 10 s at most: where none runs, each
 * request says so. Without it the first request would fail where a registry needs a moment.
 */
export async function waitForFrontend(
  registry: Pick<Registry, "watch">,
  stopping: AbortSignal,
): Promise<void> {
  const late = new AbortController();
  const signal = AbortSignal.any([stopping, late.signal]);
  // Unlike AbortSignal.timeout it keeps the process alive, which not every registry does.
  const timer = setTimeout(() => late.abort(), LONGEST_MS);
  try {
    for await (const { instances } of registry.watch("frontend", { signal })) {
      if (instances.length > 0) return;
    }
  } catch {
    // The signal ended it, or the registry is in trouble and says so itself.
  } finally {
    clearTimeout(timer);
  }
}
