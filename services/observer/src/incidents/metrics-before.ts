import type { Scene } from "./evidence/evidence.ts";
import { metricKey } from "./evidence/find-metric.ts";
import { readMetric } from "./evidence/read-metric.ts";
import type { GameState } from "./game-file.ts";
import type { Plan } from "./incident.ts";

/** Returns what the metrics are now in which a plan is to be seen, of each service. */
export async function metricsBefore(
  plan: Plan,
  { map, services }: Pick<Scene, "map" | "services">,
): Promise<GameState["before"]> {
  const before: Record<string, number> = {};
  for (const { look } of plan.steps) {
    if (look.in !== "metrics") continue;
    const { name } = look;
    for (const service of services()) {
      const read = await readMetric({ service, name }, map);
      if (read) before[metricKey({ service, name })] = read.value;
    }
  }
  return before;
}
