/** Keeps retries a small part of all calls, so that they never make an outage worse. */
export interface RetryBudget {
  /** Takes note of a call: every so many calls pay for one retry. */
  deposit(): void;
  /** Returns whether a retry may be made, and pays for it. */
  withdraw(): boolean;
}

export interface RetryBudgetOptions {
  /** How many retries a call pays for. Default 0.2: one retry for five calls. */
  readonly ratio?: number;
  /** How many retries can be saved up; also what there is at first. Default 100. */
  readonly reserve?: number;
}

/** Creates a budget whose reserve is full. */
export function createRetryBudget(options: RetryBudgetOptions = {}): RetryBudget {
  const { ratio = 0.2, reserve = 100 } = options;
  let saved = reserve;
  return {
    deposit() {
      saved = Math.min(saved + ratio, reserve);
    },
    withdraw() {
      if (saved < 1) return false;
      saved -= 1;
      return true;
    },
  };
}
