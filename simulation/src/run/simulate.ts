import { type RunOptions, runSeeds, type WorkerOutcome } from "./run-seeds.ts";

/** What came of many seeds. */
export interface Summary {
  readonly seeds: number;
  readonly broken: readonly WorkerOutcome[];
  /** The names of the failpoints that were reached. */
  readonly failpoints: ReadonlySet<string>;
  /** How much time has passed in all worlds, and how much CPU that took, in milliseconds. */
  readonly simulatedMs: number;
  readonly cpuMs: number;
  /** The most memory that a worker has used, in bytes. */
  readonly rssBytes: number;
}

/** Runs seeds and sums up what came of them. */
export async function simulate({
  onOutcome,
  ...options
}: Omit<RunOptions, "onOutcome"> & Partial<RunOptions>): Promise<Summary> {
  const outcomes: WorkerOutcome[] = [];
  await runSeeds({
    ...options,
    onOutcome(outcome) {
      outcomes.push(outcome);
      onOutcome?.(outcome);
    },
  });
  const sum = (of: (outcome: WorkerOutcome) => number) =>
    outcomes.reduce((total, outcome) => total + of(outcome), 0);
  return {
    seeds: outcomes.length,
    broken: outcomes.filter(({ problems }) => problems.length > 0).sort((a, b) => a.seed - b.seed),
    failpoints: new Set(outcomes.flatMap(({ failpoints }) => failpoints)),
    simulatedMs: sum(({ ms }) => ms),
    cpuMs: sum(({ cpuMs }) => cpuMs),
    rssBytes: outcomes.reduce((most, { rssBytes }) => Math.max(most, rssBytes), 0),
  };
}
