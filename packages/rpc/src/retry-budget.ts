/** Limits retries to a small part of all calls, so that they never make an outage worse. */
export interface RetryBudget {
  /** Notes a call. Calls pay for retries. */
  deposit(): void;
  /** Pays for one retry. Returns false, and pays nothing, if there is too little left. */
  withdraw(): boolean;
}

/** How many retries one call pays for: five calls pay for one. */
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
