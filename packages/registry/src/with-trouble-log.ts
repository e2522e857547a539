import type { Log } from "./log.ts";
import { printable } from "./printable.ts";
import type { Registry, RegistryTraits, Snapshot } from "./registry.ts";

export interface TroubleLogOptions {
  readonly registry: Registry;
  /** What the result says of itself. */
  readonly traits?: RegistryTraits;
}

/**
 * Returns the registry with a log of its troubles, those that its watches carry and those that
 * they throw: each is said once, however many services it is about, and once that all is well
 * again. It owns the registry.
 */
export function withTroubleLog({ registry, traits }: TroubleLogOptions, log: Log): Registry {
  /** What the troubled services suffer from, each as it was last said. */
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
    name: registry.name,
    ...(traits && { traits }),
    register: (instance, options) => registry.register(instance, options),
    getService: (service, options) => registry.getService(service, options),
    listServices: (options) => registry.listServices(options),
    reconfirm: (instance) => registry.reconfirm(instance),
    confirm: (instance) => registry.confirm?.(instance),
    [Symbol.asyncDispose]: () => registry[Symbol.asyncDispose](),
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
            // Who has seen it throw will watch anew, and hear then whether that is over.
            if (!hasThrown) troubled.delete(service);
            return steps.return?.() ?? { done: true, value: undefined };
          },
        };
      },
    }),
  };
}
