const disposals = new Set<() => Promise<void>>();

/**
 * Has this process wait for that before SIGINT or SIGTERM ends it, until the result is disposed:
 * nobody else ends what it has started.
 */
export function onInterruption(dispose: () => Promise<void>): Disposable {
  if (disposals.size === 0) for (const signal of SIGNALS) process.on(signal, interrupted);
  disposals.add(dispose);
  return {
    [Symbol.dispose]() {
      disposals.delete(dispose);
      if (disposals.size === 0) for (const signal of SIGNALS) process.off(signal, interrupted);
    },
  };
}

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

async function interrupted(): Promise<void> {
  await Promise.allSettled([...disposals].map((dispose) => dispose()));
  process.exit(1);
}
