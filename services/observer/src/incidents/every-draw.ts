import { drawPlan } from "./draw.ts";
import { incidents } from "./incidents.ts";

/** An incident, and the least seed that draws one of its plans. */
export interface Draw {
  readonly name: string;
  readonly seed: number;
}

/** Far more than it takes until each plan of an incident has been drawn. */
const MOST_SEEDS = 10_000;

/** Returns all that seeds can draw: each plan of each incident once. */
export function everyDraw(): readonly Draw[] {
  return incidents.flatMap((incident) => {
    const seeds = new Map<string, number>();
    for (let seed = 1; seeds.size < incident.draws.length; seed++) {
      if (seed > MOST_SEEDS) throw new RangeError(`two draws of ${incident.name} are the same`);
      const plan = JSON.stringify(drawPlan(incident, seed));
      if (!seeds.has(plan)) seeds.set(plan, seed);
    }
    return [...seeds.values()].map((seed) => ({ name: incident.name, seed }));
  });
}
