import { delegate } from "./delegate.ts";
import type { Log } from "./log.ts";
import { printable } from "./printable.ts";
import type { Registry, Snapshot } from "./registry.ts";

/**
 * Returns the registry with a log of its troubles: those in the snapshots of its watches, and what
 * its watches throw. Each trouble is logged once, however many services have it, and so is the end
 * of all. It owns the registry.
 */
export function withTroubleLog(registry: Registry, log: Log): Registry {
  /** The last reason of each service that is in trouble. */
  const troubled = new Map<string, string>();

  function begins(service: string, error: unknown): void {
    const reason = printable(error instanceof Error ? error.message : String(error));
    const isNews = !troubled.values().some((known) => known === reason);
    troubled.set(service, reason);
    if (isNews) log.warn(`Registry [${registry.name}] is in trouble: ${reason}`);
  }

  function ends(service: string): void {
    if (!troubled.delete(service) || troubled.size > 0) return;
    log.info(`Registry [${registry.name}] works again`);
  }

  return {
    ...delegate(registry),
    watch: (service, options) => ({
      [Symbol.asyncIterator](): AsyncIterator<Snapshot> {
        const steps = registry.watch(service, options)[Symbol.asyncIterator]();
        let hasThrown = false;
        return {
          async next() {
            try {
              const step = await steps.next();
              if (step.done) troubled.delete(service);
              else if (step.value.trouble) begins(service, step.value.trouble);
              else ends(service);
              return step;
            } catch (error) {
              hasThrown = true;
              if (options?.signal?.aborted) troubled.delete(service);
              else begins(service, error);
              throw error;
            }
          },
          async return() {
            // After a throw the trouble goes on: the next watch of the service tells its end.
            if (!hasThrown) troubled.delete(service);
            return steps.return?.() ?? { done: true, value: undefined };
          },
        };
      },
    }),
  };
}
