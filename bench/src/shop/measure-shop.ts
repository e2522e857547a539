import { Agent, get } from "node:http";
import { setTimeout as wait } from "node:timers/promises";
import { type Memory, runShop } from "./running-shop.ts";

/** What one way to run the shop costs. */
export interface ShopFigures {
  readonly mode: string;
  readonly firstPageMs: number;
  readonly ready: Memory;
  readonly loaded: Memory;
  readonly pages: readonly PageFigures[];
}

/** How the home page is served to a number of connections, each asking again once answered. */
export interface PageFigures {
  readonly connections: number;
  readonly pagesPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Answers other than 200, and connections that failed. */
  readonly failed: number;
}

/** The ways to run it that are measured: the script, and the variables it is given. */
const MODES = [
  { mode: "npm run dev", script: "dev", env: { NODE_ENV: "production" } },
  {
    mode: "npm run dev, no response cache",
    script: "dev",
    env: { NODE_ENV: "production", RESPONSE_CACHE: "false" },
  },
  { mode: "npm start", script: "start", env: { NODE_ENV: "production" } },
  {
    mode: "npm start, no response cache",
    script: "start",
    env: { NODE_ENV: "production", RESPONSE_CACHE: "false" },
  },
] as const;

/** Measures each way to run the shop in turn: about a minute. */
export async function measureShop(options: { durationMs: number }): Promise<ShopFigures[]> {
  const figures: ShopFigures[] = [];
  for (const { mode, script, env } of MODES) {
    await using shop = await runShop(script, env);
    // What start-up left to collect and to write should not be counted in.
    await wait(1_000);
    const ready = await shop.memory();
    await load(shop.url, 8, 2_000);
    const pages: PageFigures[] = [];
    for (const connections of [1, 32]) {
      pages.push(await load(shop.url, connections, options.durationMs));
    }
    figures.push({
      mode,
      firstPageMs: shop.firstPageMs,
      ready,
      loaded: await shop.memory(),
      pages,
    });
  }
  return figures;
}

async function load(url: string, connections: number, durationMs: number): Promise<PageFigures> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const latencies: number[] = [];
  let failed = 0;
  const start = performance.now();
  async function visit(): Promise<void> {
    for (let now = performance.now(); now - start < durationMs; ) {
      if ((await status(url, agent)) !== 200) failed++;
      const end = performance.now();
      latencies.push(end - now);
      now = end;
    }
  }
  await Promise.all(Array.from({ length: connections }, visit));
  const elapsedMs = performance.now() - start;
  agent.destroy();
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.floor(share * sorted.length)] ?? 0;
  const pagesPerSecond = (sorted.length / elapsedMs) * 1_000;
  return { connections, pagesPerSecond, p50Ms: at(0.5), p99Ms: at(0.99), failed };
}

/** Reads a whole page; a connection that fails has status 0. */
function status(url: string, agent: Agent): Promise<number> {
  return new Promise((resolve) => {
    const request = get(url, { agent }, (response) => {
      response.resume();
      response.on("end", () => resolve(response.statusCode ?? 0));
    });
    request.on("error", () => resolve(0));
  });
}
