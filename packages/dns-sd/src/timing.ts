/** How long things take on a link, in milliseconds. */
export interface Timing {
  /**
   * Random delay of the first query of a series (RFC 6762 section 5.2), and of an answer that
   * others may give too (section 6).
   */
  readonly delayMs: Range;
  /** Further wait for the rest of a query that did not fit one packet (section 7.2). */
  readonly truncatedDelayMs: Range;
  /** A record is multicast once in this time, unless it defends a name (section 6). */
  readonly repeatMs: number;
  /** Random delay of the first probe (section 8.1). */
  readonly probeDelayMs: Range;
  /** Whether the name is announced beside the first probe, rather than after the last. */
  readonly announceAtOnce: boolean;
  /** Between the two queries that ask for a service that seems gone (section 10.4). */
  readonly reconfirmIntervalMs: number;
  /** How long the second of those waits for an answer. */
  readonly reconfirmWaitMs: number;
}

/** The bounds of a random time. */
export type Range = readonly [minMs: number, maxMs: number];

/**
 * A link that only this machine is on: the delays that spread load among many machines are
 * left out, and a name is used while it is probed for, because ids are random.
 */
export const LOOPBACK: Timing = {
  delayMs: [0, 0],
  truncatedDelayMs: [20, 40],
  repeatMs: 0,
  probeDelayMs: [0, 0],
  announceAtOnce: true,
  reconfirmIntervalMs: 100,
  reconfirmWaitMs: 200,
};

/** A link that is shared with other machines: every time as RFC 6762 has it. */
export const SHARED: Timing = {
  delayMs: [20, 120],
  truncatedDelayMs: [400, 500],
  repeatMs: 1_000,
  probeDelayMs: [0, 250],
  announceAtOnce: false,
  reconfirmIntervalMs: 1_000,
  reconfirmWaitMs: 9_000,
};

/** Returns a random time within the bounds. */
export function within([minMs, maxMs]: Range): number {
  return minMs + Math.random() * (maxMs - minMs);
}
