/** Seeds from the first to the last, both included. */
export interface SeedRange {
  readonly first: number;
  readonly last: number;
}

/** Parses "1..500", or "352" for one seed. Throws a RangeError that says what is expected. */
export function parseSeedRange(text: string): SeedRange {
  const [, from, to = from] = /^(\d+)(?:\.\.(\d+))?$/.exec(text) ?? [];
  const range = { first: Number(from), last: Number(to) };
  if (range.first <= range.last && range.last <= MAX_SEED) return range;
  throw new RangeError(`"${text}" names no seeds: expected a range such as 1..500, or one number`);
}

/** A seed is 32 bits. */
const MAX_SEED = 2 ** 32 - 1;
