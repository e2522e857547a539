/** A metric that somebody else keeps: it is read when the metrics are sent, or asked for. */
export interface ReadMetric {
  readonly name: string;
  /** As the semantic conventions write it: "{connection}", "By". */
  readonly unit: string;
  readonly description: string;
  /** Whether it only grows, as a count of what happened does. */
  readonly grows: boolean;
  /** Returns each value with its attributes. */
  read(): Iterable<readonly [value: number, attributes?: Readonly<Record<string, string>>]>;
}
