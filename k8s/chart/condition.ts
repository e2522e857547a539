/** Some choices of switches, each the set of those that are on. */
export type Choices = readonly ReadonlySet<string>[];

/**
 * Returns the condition, as a template writes it, that holds for just these choices out of those that
 * are possible here; undefined where it always holds.
 */
export function condition(
  switches: readonly string[],
  possible: Choices,
  holds: Choices,
  term: (name: string) => string,
): string | undefined {
  if (holds.length === possible.length) return undefined;
  const held = new Set(holds.map((on) => key(on, switches)));
  const others = possible.filter((on) => !held.has(key(on, switches)));
  const yes = distinguish(switches, possible, holds, others);
  const no = distinguish(switches, possible, others, holds);
  // Whatever holds wherever one case does not: the contrary of each of its terms, either of them.
  return no.length < yes.length
    ? join(
        "and",
        no.map((each) => join("or", terms(each, false))),
      )
    : join(
        "or",
        yes.map((each) => join("and", terms(each, true))),
      );

  function terms([on, named]: Case, holds: boolean): string[] {
    return named.map((name) => (on.has(name) === holds ? term(name) : `(not ${term(name)})`));
  }
}

/** A choice, with the switches in it that matter. */
type Case = readonly [on: ReadonlySet<string>, named: readonly string[]];

/** Returns a choice for each case that holds, with the switches that tell it from what does not. */
function distinguish(
  switches: readonly string[],
  possible: Choices,
  holds: Choices,
  others: Choices,
): readonly Case[] {
  const otherKeys = new Set(others.map((on) => key(on, switches)));
  // A switch that makes no difference alone is left out, where the rest still tell all choices apart.
  const needed = switches.filter((name) =>
    holds.some((on) => otherKeys.has(key(toggled(on, name), switches))),
  );
  const seen = new Set(holds.map((on) => key(on, needed)));
  const enough = possible.every(
    (on) => seen.has(key(on, needed)) !== otherKeys.has(key(on, switches)),
  );
  const named = enough ? needed : switches;
  return [...new Map(holds.map((on) => [key(on, named), on])).values()].map(
    (on) => [on, named] as const,
  );
}

function toggled(on: ReadonlySet<string>, name: string): ReadonlySet<string> {
  return on.has(name) ? new Set([...on].filter((other) => other !== name)) : new Set([...on, name]);
}

function key(on: ReadonlySet<string>, names: readonly string[]): string {
  return names.filter((name) => on.has(name)).join();
}

function join(operator: "and" | "or", terms: readonly string[]): string {
  return terms.length === 1 ? (terms[0] ?? "") : `(${operator} ${terms.join(" ")})`;
}
