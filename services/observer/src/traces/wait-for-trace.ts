import type { Store } from "../store/store.ts";
import type { TraceSummary } from "../store/trace-summary.ts";

/** How long a trace that is not there yet is waited for, in milliseconds: batches take a moment. */
const PATIENCE_MS = 2_000;

/** How long nothing more must come of a trace that is incomplete, in milliseconds. */
const SETTLE_MS = 400;

/**
 * Resolves when a trace is there as a whole and nothing more of it comes, or has had its time, or
 * the signal aborts. Of one whose beginning nobody sends the rest has had its time, too.
 */
export async function waitForTrace(
  { traces }: Pick<Store, "traces">,
  id: string,
  signal?: AbortSignal,
): Promise<void> {
  const isWhole = () => traces.summary(id)?.complete === true;
  if (isOld(traces.summary(id))) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  let quiet: NodeJS.Timeout | undefined;
  const restart = () => {
    clearTimeout(quiet);
    if (isWhole()) quiet = setTimeout(resolve, SETTLE_MS);
  };
  using _changes = traces.changes.subscribe((ids) => ids.includes(id) && restart());
  const timer = setTimeout(resolve, PATIENCE_MS);
  signal?.addEventListener("abort", () => resolve(), { once: true });
  restart();
  await promise;
  clearTimeout(quiet);
  clearTimeout(timer);
}

/** Whether nothing more of a trace is on its way. */
function isOld(summary: TraceSummary | undefined): boolean {
  return summary !== undefined && Date.now() - summary.endMs > PATIENCE_MS;
}
