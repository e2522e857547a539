/** The bounds of a random time, in milliseconds. */
export type Range = readonly [minMs: number, maxMs: number];

/** How long things take on a link. */
export type Timing = Readonly<typeof SHARED>;

/** A link that is shared with other machines: every time as RFC 6762 has it. */
export const SHARED = {
  /**
   * Random delay of the first query of a series (section 5.2), and of an answer that others may
   * give too (section 6).
   */
  delayMs: [20, 120] as Range,
  /** Further wait for the rest of a query that did not fit one packet (section 7.2). */
  truncatedDelayMs: [400, 500] as Range,
  /** A record is multicast once in this time, unless it defends a name (section 6). */
  repeatMs: 1_000,
  /** Random delay of the first probe (section 8.1). */
  probeDelayMs: [0, 250] as Range,
  /** Whether the name is announced with the first probe, and not only after the last. */
  announceAtOnce: false,
  /** Between the two queries that ask for a service that seems gone (section 10.4). */
  reconfirmIntervalMs: 1_000,
  /** How long the second of those waits for an answer. */
  reconfirmWaitMs: 9_000,
};

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

/** Returns a random time within the bounds. */
export function within([minMs, maxMs]: Range): number {
  return minMs + Math.random() * (maxMs - minMs);
}
