/** Gives each service a colour. */
export interface Hues {
  /** Returns the class of a service's colour, "hue-1" to "hue-12": in it `--hue` is the colour. */
  of(service: string): string;
}

/** How many colours the style sheet has. */
const COUNT = 12;

/** Creates hues: a service keeps its own for as long as the observer runs. */
export function createHues(): Hues {
  const known = new Map<string, string>();
  return {
    of(service) {
      const hue = known.get(service) ?? `hue-${(known.size % COUNT) + 1}`;
      // Names come from outside.
      if (known.size < 1_000) known.set(service, hue);
      return hue;
    },
  };
}
