/** Chance that a number decides: one seed gives the same outcomes each time. */
export interface Random {
  /** Returns a number from 0 up to, but not including, 1. */
  next(): number;
  /** Returns true with the probability, which is from 0 to 1. */
  chance(probability: number): boolean;
  /** Returns a number from `least` up to, but not including, `most`. */
  between(least: number, most: number): number;
  /** Returns a whole number from `least` to `most`. */
  whole(least: number, most: number): number;
  /** Returns one of the choices, each as likely as the others. */
  pick<T>(choices: readonly T[]): T;
}

/** Creates the chance of a seed. It is SplitMix (Steele and others, 2014) with 32 bits. */
export function createRandom(seed: number): Random {
  let state = seed | 0;

  function next(): number {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32;
  }

  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1));
  return {
    next,
    chance: (probability) => next() < probability,
    between: (least, most) => least + next() * (most - least),
    whole,
    pick: <T>(choices: readonly T[]) => choices[whole(0, choices.length - 1)] as T,
  };
}
