/** A safeguard that is taken away, to see whether the simulation notices. */
export interface Mutation {
  /** What goes wrong without it, and how. */
  readonly what: string;
  /** The path of a source file in the repository. */
  readonly file: string;
  /** A text that stands in it once, and what stands there instead. */
  readonly find: string;
  readonly replace: string;
}

/** By their names. */
export const mutations: Readonly<Record<string, Mutation>> = {};
