// "npm run simulate": runs the shop under a simulated clock, and sees whether it keeps what it
// promises. Ends with exit code 1 when it does not, and with 2 when an option is wrong.
import { parseArgs } from "node:util";
import { mutations } from "./mutations/mutations.ts";
import { applyMutation } from "./run/apply-mutation.ts";
import { findMutation } from "./run/find-mutation.ts";
import type { WorkerOutcome } from "./run/run-seeds.ts";
import { parseSeedRange } from "./run/seed-range.ts";
import { simulate } from "./run/simulate.ts";

const { values } = parseArgs({
  options: {
    seeds: { type: "string" },
    kill: { type: "string" },
    replay: { type: "string" },
    mutation: { type: "string" },
    mutations: { type: "boolean", default: false },
  },
});
const victims = values.kill?.split(",");
const shared = {
  ...(victims && { victims }),
  ...(values.mutation !== undefined && { mutation: values.mutation }),
};
if (values.replay !== undefined) await replay(parseSeedRange(values.replay).first);
else if (values.mutations) await tryMutations();
else await trySeeds();

/** Tells the story of a seed. */
async function replay(seed: number): Promise<void> {
  await import("./world/install.ts");
  if (values.mutation !== undefined) applyMutation(values.mutation);
  const { runSchedule } = await import("./schedule/run-schedule.ts");
  const outcome = await runSchedule(seed, { ...shared, write: console.log });
  console.log(`\nSeed ${seed}, hash ${outcome.hash}: ${outcome.problems.length} wrong`);
  for (const problem of outcome.problems) console.log(problem);
  process.exit(outcome.problems.length > 0 ? 1 : 0);
}

async function trySeeds(): Promise<void> {
  const range = parseSeedRange(values.seeds ?? "1..500");
  const { seeds, broken, failpoints, ...used } = await simulate({ ...range, ...shared });
  for (const outcome of broken) tell(outcome);
  console.log(
    [
      `${seeds} seeds, ${broken.length} broken`,
      `${(used.simulatedMs / 3_600_000).toFixed(1)} hours in the shop`,
      `${(used.cpuMs / seeds).toFixed(1)} ms of CPU each`,
      `${(used.rssBytes / 1e6).toFixed(0)} MB`,
      `${failpoints.size} failpoints reached`,
    ].join(", "),
  );
  if (broken.length > 0) process.exitCode = 1;
}

async function tryMutations(): Promise<void> {
  const range = parseSeedRange(values.seeds ?? "1..20000");
  for (const [mutation, { what }] of Object.entries(mutations)) {
    const finding = await findMutation({ ...range, ...shared, mutation });
    console.log(`${mutation}: ${what}`);
    if (finding) {
      console.log(`  noticed after ${finding.seeds} seeds`);
      tell(finding.outcome, ` --mutation ${mutation}`);
    } else {
      console.log(`  NOT noticed by seeds ${range.first} to ${range.last}`);
      process.exitCode = 1;
    }
  }
}

function tell({ seed, problems }: WorkerOutcome, options = ""): void {
  for (const problem of problems) console.log(`  ${problem}`);
  const kill = values.kill === undefined ? "" : ` --kill ${values.kill}`;
  console.log(`  npm run simulate -- --replay ${seed}${kill}${options}`);
}
