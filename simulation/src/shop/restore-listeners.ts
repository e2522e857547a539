/**
 * Takes away the listeners that are added to this process from now on, such as those for signals,
 * when it is disposed. A service that is killed leaves its own behind.
 */
export function restoreListeners(): Disposable {
  const before = new Map(process.eventNames().map((name) => [name, process.rawListeners(name)]));
  return {
    [Symbol.dispose]() {
      for (const name of process.eventNames()) {
        for (const listener of process.rawListeners(name)) {
          if (!before.get(name)?.includes(listener)) process.off(name, listener as () => void);
        }
      }
    },
  };
}
