import { fork } from "node:child_process";
import { once } from "node:events";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { openFolder } from "../schedule/open-folder.ts";
import type { Outcome } from "../schedule/run-schedule.ts";
import type { SeedRange } from "./seed-range.ts";

export interface RunOptions extends SeedRange {
  /** The services whose processes may die. By default all that keep something. */
  readonly victims?: readonly string[];
  /** The name of a mutation of the shop. */
  readonly mutation?: string;
  /** Whether flags break calls too. Default false. */
  readonly flags?: boolean;
  /** Called with what came of each seed. */
  readonly onOutcome: (outcome: WorkerOutcome) => void;
  /** Ends the run early. */
  readonly signal?: AbortSignal;
}

/** What one worker does. */
export interface Job extends Pick<RunOptions, "first" | "last" | "victims" | "mutation" | "flags"> {
  readonly step: number;
  /** Where it makes the folders of its stores. */
  readonly folder: string;
}

export interface WorkerOutcome extends Outcome {
  /** The names of the failpoints that were reached. */
  readonly failpoints: readonly string[];
  /** What the seed took, in milliseconds, and the memory of its worker after it, in bytes. */
  readonly cpuMs: number;
  readonly rssBytes: number;
}

/**
 * Runs seeds on all cores, each core in a process of its own. Rejects when one of them ends before
 * its seeds do.
 */
export async function runSeeds(options: RunOptions): Promise<void> {
  const { onOutcome, signal, first, ...asked } = options;
  // A worker that is stopped removes nothing.
  using folder = openFolder();
  const shared = { ...asked, folder: folder.path };
  const step = Math.min(availableParallelism(), options.last - first + 1);
  await Promise.all(
    Array.from({ length: step }, (_, index) => work({ ...shared, step, first: first + index })),
  );

  async function work(job: Job): Promise<void> {
    const program = join(import.meta.dirname, "worker.ts");
    const worker = fork(program, [JSON.stringify(job)], { execArgv: [] });
    const stop = () => void worker.kill();
    signal?.addEventListener("abort", stop);
    worker.on("message", onOutcome);
    const [code] = await once(worker, "exit");
    signal?.removeEventListener("abort", stop);
    if (code !== 0 && !signal?.aborted) throw new Error("A worker of the simulation has failed");
  }
}
