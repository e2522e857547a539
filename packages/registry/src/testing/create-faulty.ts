import type { Registry } from "../registry.ts";

/** A registry whose watches a test can make fail or hang. */
export interface Faulty extends Registry {
  /** How many watches were opened. */
  readonly watches: number;
  /** Makes every watch throw, open ones and later ones. */
  fail(error: Error): void;
  /** Makes later watches yield nothing. */
  hang(): void;
  /** Ends both. */
  recover(): void;
}

/** Wraps a registry, which it owns. */
export function createFaulty(registry: Registry): Faulty {
  let failing = new AbortController();
  let awake = Promise.withResolvers<void>();
  let watches = 0;
  awake.resolve();

  return {
    ...registry,
    get watches() {
      return watches;
    },
    async *watch(service, { signal } = {}) {
      watches += 1;
      const { signal: fault } = failing;
      const either = signal === undefined ? fault : AbortSignal.any([signal, fault]);
      const aborted = new Promise<void>((resolve) => {
        either.addEventListener("abort", () => resolve(), { once: true });
      });
      await Promise.race([awake.promise, aborted]);
      yield* registry.watch(service, { signal: either });
    },
    fail: (error) => failing.abort(error),
    hang() {
      awake = Promise.withResolvers();
    },
    recover() {
      if (failing.signal.aborted) failing = new AbortController();
      awake.resolve();
    },
  };
}
