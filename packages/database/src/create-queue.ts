/** Runs works one after another, in the order in which they come. */
export interface Queue {
  run<T>(work: () => T | Promise<T>): Promise<T>;
  /** Resolves when no work runs or waits. */
  idle(): Promise<void>;
}

/** Creates a queue that is empty. A work that fails does not hold up the next. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const result = last.then(work);
      last = result.catch(() => {});
      return result;
    },
    async idle() {
      let waitedFor: Promise<unknown>;
      do {
        waitedFor = last;
        await waitedFor;
      } while (waitedFor !== last);
    },
  };
}
