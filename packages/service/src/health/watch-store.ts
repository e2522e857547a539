import { setInterval } from "node:timers/promises";
import type { ServiceContext } from "../definition.ts";

/** What a service keeps its data in, as far as its health is concerned. */
export interface WatchedStore {
  /** What the log calls it: "sqlite". */
  readonly name: string;
  /** Rejects while the store cannot be used: what it reads well, it may refuse to write. */
  check(): Promise<void>;
}

/**
 * Makes the state of a store the health of the service that needs it, and logs each change,
 * with the cause when it is lost.
 * Looks once before it resolves, then every second until the service is stopped. The
 * instance itself stays registered: its callers are to get the clear error.
 */
export async function watchStore(
  { log, setServing, resources }: Pick<ServiceContext, "log" | "setServing" | "resources">,
  store: WatchedStore,
): Promise<void> {
  let available = true;

  async function look(): Promise<void> {
    try {
      await store.check();
    } catch (error) {
      // A fault of the surroundings, and named once: it may last for hours.
      if (available) log.warn({ store: store.name, err: error }, "The store is out of reach");
      return report(false);
    }
    if (!available) log.info({ store: store.name }, "The store is back");
    report(true);
  }

  function report(found: boolean): void {
    if (found !== available) setServing(found);
    available = found;
  }

  async function keepLooking(signal: AbortSignal): Promise<void> {
    for await (const _ of setInterval(1_000, undefined, { signal, ref: false })) await look();
  }

  await look();
  const stop = new AbortController();
  // Rejects when it is stopped, and never before.
  const stopped = keepLooking(stop.signal).catch(() => {});
  resources.defer(async () => {
    stop.abort();
    await stopped;
  });
}
