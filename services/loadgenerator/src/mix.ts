import type { Visitor } from "./visitor.ts";

/** What visitors do, each with how often it is done beside the others. */
export type Mix = Readonly<Record<keyof Visitor, number>>;

/** The mix of the original's visitors: so often, out of 19 times. */
export const usualMix: Mix = {
  index: 1,
  setCurrency: 2,
  browse: 10,
  addToCart: 2,
  viewCart: 3,
  checkout: 1,
};

/**
 * Reads a mix: "browse=3,checkout=1". What it does not name is not done; an empty one is the usual
 * mix. Throws a RangeError when it names what visitors do not do, or leaves nothing to do.
 */
export function parseMix(text: string): Mix {
  if (text.trim() === "") return usualMix;
  const mix = new Map(Object.keys(usualMix).map((flow) => [flow, 0]));
  for (const part of text.split(",")) {
    const [, flow = "", weight = ""] = /^\s*(\w+)\s*=\s*(\d{1,6})\s*$/.exec(part) ?? [];
    if (!mix.has(flow)) {
      throw new RangeError(`"${part}" must be one of ${[...mix.keys()].join(", ")} and a weight`);
    }
    mix.set(flow, Number(weight));
  }
  if (mix.values().every((weight) => weight === 0)) {
    throw new RangeError(`"${text}" leaves visitors nothing to do`);
  }
  return Object.fromEntries(mix) as Mix;
}
