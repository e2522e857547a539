// Runs seeds in a process of its own, and sends what comes of each to the process that forked it.
import "../world/install.ts";
import { applyMutation } from "./apply-mutation.ts";
import type { Job, WorkerOutcome } from "./run-seeds.ts";

const job = JSON.parse(process.argv[2] as string) as Job;
const mutation = job.mutation === undefined ? undefined : await applyMutation(job.mutation);
// The services are loaded after the mutation and the clock are there.
const { runSchedule } = await import("../schedule/run-schedule.ts");
mutation?.assertApplied();

for (let seed = job.first; seed <= job.last; seed += job.step) {
  const failpoints = new Set<string>();
  const before = process.cpuUsage();
  const outcome = await runSchedule(seed, {
    folder: job.folder,
    ...(job.victims && { victims: job.victims }),
    ...(job.flags && { flags: true }),
    reached: (name) => void failpoints.add(name),
  });
  const { user, system } = process.cpuUsage(before);
  await send({
    ...outcome,
    failpoints: [...failpoints],
    cpuMs: (user + system) / 1_000,
    rssBytes: process.memoryUsage.rss(),
  });
}
process.disconnect?.();

function send(outcome: WorkerOutcome): Promise<void> {
  return new Promise((resolve) => {
    // Nobody is told any more when the process that forked it has gone.
    process.send?.(outcome, (error: Error | null) => (error ? process.exit(1) : resolve()));
  });
}
