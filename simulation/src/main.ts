// "npm run simulate": runs the shop under a simulated clock, and sees whether it keeps what it
// promises. Ends with exit code 1 when it does not, and with 2 when an option is wrong.
import { countOf } from "@hipstershop/tools/count-of";
import { mutations } from "./mutations/mutations.ts";
import { applyMutation } from "./run/apply-mutation.ts";
import { findMutation } from "./run/find-mutation.ts";
import { type Options, parseOptions, USAGE } from "./run/options.ts";
import type { WorkerOutcome } from "./run/run-seeds.ts";
import { simulate } from "./run/simulate.ts";

let options: Options | undefined;
try {
  options = parseOptions(process.argv.slice(2));
} catch (error) {
  console.error(`${(error as Error).message}\n${USAGE}`);
  process.exitCode = 2;
}
if (options?.help) console.log(USAGE);
else if (options?.replay !== undefined) await replay(options.replay, options);
else if (options?.mutations) await tryMutations(options);
else if (options) await trySeeds(options);

/** Tells the story of a seed. */
async function replay(seed: number, { mutation, victims, flags }: Options): Promise<void> {
  await import("./world/install.ts");
  if (mutation !== undefined) applyMutation(mutation);
  const { runSchedule } = await import("./schedule/run-schedule.ts");
  const outcome = await runSchedule(seed, {
    ...(victims && { victims }),
    flags,
    write: console.log,
  });
  console.log(`\nSeed ${seed}, hash ${outcome.hash}: ${outcome.problems.length} wrong`);
  for (const problem of outcome.problems) console.log(problem);
  process.exit(outcome.problems.length > 0 ? 1 : 0);
}

async function trySeeds({ seeds: range = { first: 1, last: 500 }, ...asked }: Options) {
  const signal = signalOfEnd();
  const { seeds, broken, failpoints, ...used } = await simulate({
    ...{ ...range, ...asked, signal },
    onOutcome: (outcome) => outcome.problems.length > 0 && tell(outcome, asked),
  });
  console.log(
    [
      `${countOf(seeds, "seed")}, ${broken.length} broken`,
      `${(used.simulatedMs / 3_600_000).toFixed(1)} hours in the shop`,
      `${(used.cpuMs / seeds).toFixed(1)} ms of CPU each`,
      `${(used.rssBytes / 1e6).toFixed(0)} MB`,
      `${countOf(failpoints.size, "failpoint")} reached`,
    ].join(", "),
  );
  if (broken.length > 0 || signal.aborted) process.exitCode = 1;
}

async function tryMutations({ seeds: range = { first: 1, last: 20_000 }, ...asked }: Options) {
  const signal = signalOfEnd();
  for (const [mutation, { what }] of Object.entries(mutations)) {
    if (asked.mutation !== undefined && mutation !== asked.mutation) continue;
    console.log(`${mutation}: ${what}`);
    const finding = await findMutation({ ...range, ...asked, mutation, signal });
    if (signal.aborted) {
      process.exitCode = 1;
      return;
    }
    if (finding) {
      console.log(`  noticed after ${countOf(finding.seeds, "seed")}`);
      tell(finding.outcome, { ...asked, mutation });
    } else {
      console.log(`  NOT noticed by seeds ${range.first} to ${range.last}`);
      process.exitCode = 1;
    }
  }
}

/** Aborts when this process is asked to end: its workers must end before, and their files be removed. */
function signalOfEnd(): AbortSignal {
  const ending = new AbortController();
  for (const name of ["SIGINT", "SIGTERM"]) process.once(name, () => ending.abort());
  return ending.signal;
}

/** Tells what is wrong, and how to see the story of it. */
function tell(
  { seed, problems }: WorkerOutcome,
  { victims, mutation, flags }: Partial<Options>,
): void {
  for (const problem of problems) console.log(`  ${problem}`);
  const kill = victims ? ` --kill ${victims.join(",")}` : "";
  const mutated = mutation === undefined ? "" : ` --mutation ${mutation}`;
  const broken = flags ? " --flags" : "";
  console.log(`  npm run simulate -- --replay ${seed}${kill}${mutated}${broken}`);
}
