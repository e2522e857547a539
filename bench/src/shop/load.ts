import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { openPageReader } from "./open-page-reader.ts";

/** How a shop answers those who ask again as soon as they are answered. */
export interface LoadFigures {
  /** What they ask for, and how many they are. */
  readonly load: string;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Requests that got no page, or not the right one. */
  readonly failed: number;
}

/** Reads the home page over a number of connections, each again once it has come. */
export async function loadHome(
  url: string,
  { connections, durationMs }: { connections: number; durationMs: number },
): Promise<LoadFigures> {
  const latencies: number[] = [];
  let failed = 0;
  const start = performance.now();
  async function visit(): Promise<void> {
    await using reader = await openPageReader(url);
    for (let now = performance.now(); now - start < durationMs; ) {
      if ((await reader.read()) !== 200) failed++;
      const end = performance.now();
      latencies.push(end - now);
      now = end;
    }
  }
  await Promise.all(Array.from({ length: connections }, visit));
  const requestsPerSecond = (latencies.length / (performance.now() - start)) * 1_000;
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  const load = `home page, ${connections}`;
  return { load, requestsPerSecond, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}

/** Sends the load generator's visitors in, without a pause for thought. */
export async function loadFlow(
  url: string,
  { users, durationMs }: { users: number; durationMs: number },
): Promise<LoadFigures> {
  const folder = join(import.meta.dirname, "../../../services/loadgenerator");
  const { stdout } = await promisify(execFile)(process.execPath, ["src/main.ts"], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      FRONTEND_ADDR: url,
      USERS: String(users),
      RATE: "1000",
      WAIT: "none",
      DURATION: `${durationMs}ms`,
      REPORT: "-",
    },
  }).catch((error: { stdout: string }) => error);
  const { total } = JSON.parse(stdout);
  return {
    load: `load generator, ${users}`,
    requestsPerSecond: total.requestsPerSecond,
    p50Ms: total.p50Ms,
    p99Ms: total.p99Ms,
    failed: total.failed,
  };
}
