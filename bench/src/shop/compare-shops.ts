import { loadHome } from "./load.ts";
import { runShop } from "./running-shop.ts";

const ROUNDS = 7;

/**
 * Returns the p50 of the home page in one process as a part of that in ten, at one connection:
 * the median of rounds in which the two take turns, so that what else the machine does touches
 * both.
 */
export async function compareShops(env: Record<string, string>): Promise<number> {
  await using ten = await runShop("dev", env);
  await using one = await runShop("start", env);
  const p50Ms = async ({ url }: { url: string }) =>
    (await loadHome(url, { connections: 1, durationMs: 1_000 })).p50Ms;
  const ratios: number[] = [];
  // The first two rounds warm up and are not counted.
  for (let round = -2; round < ROUNDS; round++) {
    const [tenMs, oneMs] = [await p50Ms(ten), await p50Ms(one)];
    if (round >= 0) ratios.push(oneMs / tenMs);
  }
  return ratios.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)] ?? Number.NaN;
}
