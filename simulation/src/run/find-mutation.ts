import { type RunOptions, runSeeds, type WorkerOutcome } from "./run-seeds.ts";

/** How a mutation was noticed. */
export interface Finding {
  /** How many seeds were run up to the one that noticed. */
  readonly seeds: number;
  readonly outcome: WorkerOutcome;
}

/** Runs seeds of a mutated shop until one is broken. Returns undefined when none is. */
export async function findMutation({
  signal,
  ...options
}: Omit<RunOptions, "onOutcome"> & { readonly mutation: string }): Promise<Finding | undefined> {
  const stop = new AbortController();
  let finding: Finding | undefined;
  let seeds = 0;
  await runSeeds({
    ...options,
    signal: signal ? AbortSignal.any([signal, stop.signal]) : stop.signal,
    onOutcome(outcome) {
      seeds += 1;
      if (outcome.problems.length === 0 || finding) return;
      finding = { seeds, outcome };
      stop.abort();
    },
  });
  return finding;
}
