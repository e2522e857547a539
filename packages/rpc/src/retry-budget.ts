/** Keeps retries a small part of all calls, so that they never make an outage worse. */
export interface RetryBudget {
  /** Takes note of a call: every so many calls pay for one retry. */
  deposit(): void;
  /** Returns whether a retry may be made, and pays for it. */
  withdraw(): boolean;
}

/** How many retries a call pays for: one retry for five calls. */
const RATIO = 0.2;

/** How many retries can be saved up, and how many there are at first. */
const RESERVE = 100;

/** Creates a budget whose reserve is full. */
export function createRetryBudget(): RetryBudget {
  let saved = RESERVE;
  return {
    deposit() {
      saved = Math.min(saved + RATIO, RESERVE);
    },
    withdraw() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
