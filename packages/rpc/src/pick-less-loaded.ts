import type { Endpoint } from "./endpoint.ts";

/**
 * Picks one by the power of two choices: of two taken at random, the one with fewer calls
 * in flight. Never blocks; undefined when there is nothing to pick from.
 *
 * Two random choices are enough to keep load even. The least loaded of all would be worse: every
 * caller would choose the same new instance (Mitzenmacher, "The Power of Two Choices in
 * Randomized Load Balancing", 2001).
 */
export function pickLessLoaded<T extends Pick<Endpoint, "inFlight">>(
  candidates: readonly T[],
): T | undefined {
  if (candidates.length < 2) return candidates[0];
  const first = Math.floor(Math.random() * candidates.length);
  const step = 1 + Math.floor(Math.random() * (candidates.length - 1));
  const one = candidates[first] as T;
  const other = candidates[(first + step) % candidates.length] as T;
  return other.inFlight < one.inFlight ? other : one;
}
