import { createHash } from "node:crypto";
import type { Incident, Plan } from "./incident.ts";
import { incidents } from "./incidents.ts";

/** Returns the incident that a seed draws among all. */
export function drawIncident(seed: number): Incident {
  return pick(seed, "incident", incidents);
}

/** Returns the plan that a seed draws for an incident: the same seed gives the same. */
export function drawPlan(incident: Incident, seed: number): Plan {
  return incident.plan(pick(seed, incident.name, incident.draws));
}

function pick<T>(seed: number, what: string, choices: readonly T[]): T {
  const hash = createHash("sha256").update(`${what} ${seed}`).digest();
  return choices[hash.readUInt32BE() % choices.length] as T;
}
