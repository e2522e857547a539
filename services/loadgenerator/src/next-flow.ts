import type { Visitor } from "./visitor.ts";

/** How often a visitor does what, out of 19 times: the mix of the original's visitors. */
const WEIGHTS: Readonly<Record<keyof Visitor, number>> = {
  index: 1,
  setCurrency: 2,
  browse: 10,
  addToCart: 2,
  viewCart: 3,
  checkout: 1,
};

/** Each flow as often as it weighs. */
const FLOWS = (Object.entries(WEIGHTS) as [keyof Visitor, number][]).flatMap(([flow, weight]) =>
  Array.from({ length: weight }, () => flow),
);

/** Returns what a visitor does next, at random by weight. */
export function nextFlow(random: () => number = Math.random): keyof Visitor {
  return FLOWS[Math.floor(random() * FLOWS.length)] ?? "index";
}
