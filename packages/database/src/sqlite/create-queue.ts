/** Runs works one after another, in the order in which they come. */
export type Queue = <T>(work: () => T | Promise<T>) => Promise<T>;

/** Creates a queue that is empty. A work that fails does not hold up the next. */
export function createQueue(): Queue {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work);
    last = result.catch(() => {});
    return result;
  };
}
