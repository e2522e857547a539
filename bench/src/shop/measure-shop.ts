import { setTimeout as wait } from "node:timers/promises";
import { loads } from "../load/loads.ts";
import { type LoadResult, runLoad } from "../load/run-load.ts";
import { median } from "../median.ts";
import { runShop } from "./run-shop.ts";
import type { ShopCommand } from "./shop-commands.ts";
import type { Memory } from "./usage.ts";

/** What one way to run the shop costs. */
export interface ShopFigures {
  readonly firstPageMs: number;
  readonly idle: Memory;
  readonly loaded: Memory;
  readonly loads: ReadonlyMap<string, LoadFigures>;
  /** How often each failure was met in all of it. */
  readonly failures: ReadonlyMap<string, number>;
}

/** Medians over all rounds. */
export interface LoadFigures {
  /** CPU of all processes of the shop for 1,000 requests, in seconds. */
  readonly cpuSeconds: number;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

export interface MeasureShopOptions {
  readonly rounds: number;
  readonly durationMs: number;
  readonly env: Readonly<Record<string, string>>;
}

/** Starts a shop and sends all loads into it, which take turns round by round. */
export async function measureShop(
  commands: readonly ShopCommand[],
  { rounds, durationMs, env }: MeasureShopOptions,
): Promise<ShopFigures> {
  await using shop = await runShop(commands, { env });
  // What start-up left to collect and to write should not be counted in.
  await wait(2_000);
  const idle = await shop.memory();
  const results = new Map<string, LoadResult[]>();
  const failures = new Map<string, number>();
  // The first round warms up and is not counted.
  for (let round = -1; round < rounds; round++) {
    for (const load of Object.values(loads)) {
      const enough = (sofar: { durationMs: number }) => sofar.durationMs >= durationMs;
      const result = await runLoad(load, shop.url, { cpuMs: shop.cpuMs, enough });
      for (const [failure, times] of result.failures) {
        failures.set(failure, (failures.get(failure) ?? 0) + times);
      }
      const name = `${load.name}, ${load.visitors}`;
      if (round >= 0) results.set(name, [...(results.get(name) ?? []), result]);
    }
  }
  const figures = new Map([...results].map(([name, own]) => [name, summary(own)]));
  const { firstPageMs } = shop;
  return { firstPageMs, idle, loaded: await shop.memory(), loads: figures, failures };
}

function summary(results: readonly LoadResult[]): LoadFigures {
  const over = (value: (result: LoadResult) => number) => median(results.map(value));
  return {
    cpuSeconds: over(
      ({ cpuMsOf, requests }) => cpuMsOf.values().reduce((sum, ms) => sum + ms, 0) / requests,
    ),
    requestsPerSecond: over(({ requests, durationMs }) => (requests / durationMs) * 1_000),
    p50Ms: over(({ p50Ms }) => p50Ms),
    p99Ms: over(({ p99Ms }) => p99Ms),
  };
}
