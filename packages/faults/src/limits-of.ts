import { type FlagName, shippedFlags } from "./shipped-flags.ts";

/** Returns the least and the most that the number of a flag can be. */
export function limitsOf(name: FlagName): readonly [min: number, max: number] {
  return LIMITS[String(shippedFlags.flags[name].metadata?.unit)] ?? [-MAX_TIMER_MS, MAX_TIMER_MS];
}

/** Node keeps the delay of a timer in a signed number of 32 bits, and takes a longer one for 1 ms. */
const MAX_TIMER_MS = 2 ** 31 - 1;

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  share: [0, 1],
  ms: [0, MAX_TIMER_MS],
  // As for the variable USERS.
  visitors: [0, 100_000],
};
