/** What grows, and what is measured of it. */
export interface Axis {
  /** The columns of its table, the first of which is the size. */
  readonly head: readonly string[];
  /** Measures one size after the other, in growing order, and yields the rows of the table. */
  rows(options: GrowthOptions): AsyncIterable<readonly (number | string)[]>;
}

export interface GrowthOptions {
  /** How long each load lasts in each of its rounds. */
  readonly durationMs: number;
  readonly rounds: number;
  /** How often each failure was met. */
  readonly failures: Map<string, number>;
}
