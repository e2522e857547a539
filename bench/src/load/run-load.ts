import { createTally } from "./create-tally.ts";
import { createVisitor } from "./create-visitor.ts";
import type { Load, Visit } from "./loads.ts";

/** How a shop answered a load. */
export interface LoadResult {
  readonly requests: number;
  readonly durationMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** How often each failure was met, in the preparation too. */
  readonly failures: ReadonlyMap<string, number>;
  /** What was used meanwhile. */
  readonly cpuMsOf: ReadonlyMap<string, number>;
}

export interface RunLoadOptions {
  readonly visitors?: number;
  /** Returns the CPU that each part of the shop has used. */
  readonly cpuMs: () => Promise<ReadonlyMap<string, number>>;
  /** Returns whether it has been enough. */
  readonly enough: (sofar: { readonly requests: number; readonly durationMs: number }) => boolean;
}

/** Sends the visitors of a load into the shop at a URL. */
export async function runLoad(
  load: Load,
  url: string,
  options: RunLoadOptions,
): Promise<LoadResult> {
  const { cpuMs, enough, visitors: count = load.visitors } = options;
  using opened = new DisposableStack();
  const tally = createTally();
  const visits = await Promise.all(
    Array.from({ length: count }, () => load.enter(() => opened.use(createVisitor(url, tally)))),
  );
  tally.latenciesMs.length = 0;
  const before = await cpuMs();
  const startMs = performance.now();
  async function visit({ again }: Visit): Promise<void> {
    const sofar = () => ({
      requests: tally.latenciesMs.length,
      durationMs: performance.now() - startMs,
    });
    while (!enough(sofar())) await again();
  }
  await Promise.all(visits.map(visit));
  const durationMs = performance.now() - startMs;
  const after = await cpuMs();
  const sorted = Float64Array.from(tally.latenciesMs).sort();
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  await Promise.all(visits.map(({ leave }: Visit) => leave?.()));
  return {
    requests: sorted.length,
    durationMs,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    failures: tally.failures,
    cpuMsOf: new Map([...after].map(([name, ms]) => [name, ms - (before.get(name) ?? 0)])),
  };
}
