import type { Load } from "../load/loads.ts";
import { runLoad } from "../load/run-load.ts";
import { median } from "../median.ts";
import type { RunningShop } from "../shop/run-shop.ts";
import type { GrowthOptions } from "./axis.ts";

/**
 * Returns the CPU of all processes of a shop for a request of a load, in microseconds: the median of
 * all rounds but the first two, which warm up. A load may last for a `count` of requests instead, and
 * what the shop uses without any, as a part of a core, may be taken off.
 */
export async function cpuOf(
  load: Load,
  shop: RunningShop,
  { durationMs, rounds, failures }: GrowthOptions,
  { count = Number.POSITIVE_INFINITY, idle = 0 } = {},
): Promise<number> {
  const cpuUs: number[] = [];
  for (let round = -2; round < rounds; round++) {
    const { requests, cpuMsOf, ...result } = await runLoad(load, shop.url, {
      cpuMs: shop.cpuMs,
      enough: (sofar) => sofar.durationMs >= durationMs || sofar.requests >= count,
    });
    for (const [failure, times] of result.failures) {
      failures.set(failure, (failures.get(failure) ?? 0) + times);
    }
    const cpuMs = cpuMsOf.values().reduce((sum, ms) => sum + ms) - idle * result.durationMs;
    if (round >= 0) cpuUs.push((cpuMs / requests) * 1_000);
  }
  return median(cpuUs);
}
