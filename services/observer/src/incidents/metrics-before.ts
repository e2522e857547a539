import type { ShopMap } from "../map/create-map.ts";
import { metricKey } from "./evidence/find-metric.ts";
import { readMetric } from "./evidence/read-metric.ts";
import type { GameState } from "./game-file.ts";
import type { Plan } from "./incident.ts";

/** Returns what the metrics are now in which a plan is to be seen. */
export async function metricsBefore(
  plan: Plan,
  map: Pick<ShopMap, "dots">,
): Promise<GameState["before"]> {
  const before: Record<string, number> = {};
  for (const { look } of plan.steps) {
    if (look.in !== "metrics") continue;
    const read = await readMetric(look, map);
    if (read) before[metricKey(look)] = read.value;
  }
  return before;
}
