import { setTimeout as wait } from "node:timers/promises";
import { type LoadFigures, loadFlow, loadHome } from "./load.ts";
import { type Memory, runShop } from "./running-shop.ts";

/** What one way to run the shop costs. */
export interface ShopFigures {
  readonly mode: string;
  readonly firstPageMs: number;
  readonly ready: Memory;
  readonly loaded: Memory;
  readonly loads: readonly LoadFigures[];
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

/**
 * Measures each way to run the shop in turn, started warm: the compile cache and turbo's are as
 * an earlier start has left them. About two minutes.
 */
export async function measureShop({ durationMs }: { durationMs: number }): Promise<ShopFigures[]> {
  const figures: ShopFigures[] = [];
  for (const script of ["dev", "start"] as const) {
    const warmUp = await runShop(script);
    await warmUp[Symbol.asyncDispose]();
  }
  for (const { mode, script, env } of MODES) {
    await using shop = await runShop(script, env);
    // What start-up left to collect and to write should not be counted in.
    await wait(1_000);
    const ready = await shop.memory();
    await loadHome(shop.url, { connections: 8, durationMs: 2_000 });
    const loads = [
      await loadHome(shop.url, { connections: 1, durationMs }),
      await loadHome(shop.url, { connections: 32, durationMs }),
      await loadFlow(shop.url, { users: 32, durationMs }),
    ];
    figures.push({
      mode,
      firstPageMs: shop.firstPageMs,
      ready,
      loaded: await shop.memory(),
      loads,
    });
  }
  return figures;
}
