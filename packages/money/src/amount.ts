/**
 * An exact amount of money in one currency: 19.99 USD is 19,990,000,000 nanos.
 *
 * An amount may grow without bound; the wire's limits are met where it becomes a proto
 * Money, in `toMoney`.
 */
export interface Amount {
  /** The ISO 4217 code of the currency: "USD". */
  readonly currencyCode: string;
  /** The whole amount in billionths of a unit. */
  readonly nanos: bigint;
}

/** How many nanos make one unit of any currency. */
export const NANOS_PER_UNIT = 1_000_000_000n;
