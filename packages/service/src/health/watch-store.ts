import { setInterval } from "node:timers/promises";
import type { ServiceContext } from "../definition.ts";

/** The store of a service, as its health needs it. */
export interface WatchedStore {
  /** Its name in the log: "sqlite". */
  readonly name: string;
  /** Rejects while the store cannot be read or written. */
  check(): Promise<void>;
}

/**
 * Makes the state of a store the health of the service that needs it. Logs each change, with the
 * cause when the store is lost. Checks once before it resolves, and then every second until the
 * service stops. The instance stays registered, so that its callers get the clear error.
 */
export async function watchStore(
  { log, setServing, resources }: Pick<ServiceContext, "log" | "setServing" | "resources">,
  store: WatchedStore,
): Promise<void> {
  let available = true;

  async function look(): Promise<void> {
    const failure = await store.check().then(
      () => undefined,
      (err: unknown) => ({ err }),
    );
    if (available !== Boolean(failure)) return;
    available = !failure;
    setServing(available);
    // Logged once, because it may last for hours.
    if (failure) log.warn({ store: store.name, ...failure }, "The store is out of reach");
    else log.info({ store: store.name }, "The store is back");
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
