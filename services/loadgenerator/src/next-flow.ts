import { type Mix, usualMix } from "./mix.ts";
import type { Visitor } from "./visitor.ts";

/** Returns what a visitor does next, at random by weight. */
export function nextFlow(mix: Mix = usualMix, random: () => number = Math.random): keyof Visitor {
  const flows = Object.entries(mix) as [keyof Visitor, number][];
  let left = random() * flows.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [flow, weight] of flows) {
    if (left < weight) return flow;
    left -= weight;
  }
  return "index";
}
