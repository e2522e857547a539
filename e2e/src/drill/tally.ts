import { countOf } from "@hipstershop/tools/count-of";

/** What came of the requests of a drill. */
export interface Tally {
  requests: number;
  /** What should have worked and did not, each in a line. */
  readonly failures: string[];
  /** Changes of a cart that were under way to a process when it was killed. */
  inFlight: number;
  /** Checkouts that worked when they were repeated with their key. */
  repeated: number;
  /** Orders that were canceled with nothing charged, because their process was killed. */
  canceled: number;
  /** Pages that came, and said that they lack something. */
  degraded: number;
  /** The ids of the orders that a page called placed. */
  readonly placed: Set<string>;
}

/** Returns the tally of a drill that begins. */
export function emptyTally(): Tally {
  return {
    requests: 0,
    failures: [],
    inFlight: 0,
    repeated: 0,
    canceled: 0,
    degraded: 0,
    placed: new Set(),
  };
}

/** Returns the line that sums a drill up. */
export function summary(tally: Tally, restarts: number, kills: number): string {
  return [
    `drill: ${countOf(tally.requests, "request")}`,
    `${tally.failures.length} failed`,
    `${tally.inFlight} in flight on a killed process`,
    countOf(restarts, "restart"),
    countOf(kills, "kill"),
  ].join(", ");
}
