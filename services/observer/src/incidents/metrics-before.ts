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
  const looks = plan.steps.flatMap(({ look }) => (look.in === "metrics" ? [look] : []));
  const keys = looks.flatMap(({ name }) => services().map((service) => ({ service, name })));
  // All at once: several that do not answer hold up the start no longer than one does.
  const reads = keys.map(async (key) => {
    const read = await readMetric(key, map);
    if (read) before[metricKey(key)] = read.value;
  });
  await Promise.all(reads);
  return before;
}
