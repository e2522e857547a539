import { answerLines } from "./answer-lines.ts";
import { findContender } from "./find-contender.ts";
import type { Round, RoundResult } from "./messages.ts";

/** The client's side of a contender, in a process of its own: makes calls as it is told. */
const [name = "", addresses = ""] = process.argv.slice(2);
const calls = await findContender(name).connect(JSON.parse(addresses));

await answerLines("ready", async ({ call, inFlight, durationMs }: Round): Promise<RoundResult> => {
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const start = performance.now();
  async function caller() {
    for (let now = performance.now(); now - start < durationMs; ) {
      await calls[call]();
      const end = performance.now();
      latencies.push(end - now);
      now = end;
    }
  }
  await Promise.all(Array.from({ length: inFlight }, caller));
  const elapsed = performance.now() - start;
  const { user, system } = process.cpuUsage(cpu);
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  return {
    calls: sorted.length,
    durationMs: elapsed,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuMs: (user + system) / 1_000,
  };
});
