/** Tells subscribers what has come. */
export interface Feed<T> {
  /** Calls the listener with each batch, until what it returns is disposed. */
  subscribe(listener: (items: readonly T[]) => void): Disposable;
  /** Sends a batch to all that listen. */
  publish(items: readonly T[]): void;
}

/** Creates a feed without subscribers. */
export function createFeed<T>(): Feed<T> {
  const listeners = new Set<(items: readonly T[]) => void>();
  return {
    subscribe(listener) {
      // A wrapper: the same function may subscribe twice.
      const entry = (items: readonly T[]) => listener(items);
      listeners.add(entry);
      return { [Symbol.dispose]: () => void listeners.delete(entry) };
    },
    publish(items) {
      if (items.length > 0) for (const listener of listeners) listener(items);
    },
  };
}
