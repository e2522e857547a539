import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { RegistryEvent } from "./registry-event.ts";

const NAME = "hipstershop:registry";
const registryChannel = channel(NAME);

/** The events of all registries of this process: a channel of `node:diagnostics_channel`. */
export const registryEvents = {
  /** Whether somebody listens. Events are made only then. */
  get hasSubscribers(): boolean {
    return registryChannel.hasSubscribers;
  },

  /** Tells whoever listens. What `make` leaves out is empty; it is not called when nobody does. */
  publish(make: () => Pick<RegistryEvent, "type" | "registry"> & Partial<RegistryEvent>): void {
    if (!registryChannel.hasSubscribers) return;
    const atMs = performance.timeOrigin + performance.now();
    registryChannel.publish({ atMs, services: [], instances: [], ...make() });
  },

  /** Calls the listener with each event, in the turn that it happens in, until the result is disposed. */
  subscribe(listener: (event: RegistryEvent) => void): Disposable {
    const take = (event: unknown) => listener(event as RegistryEvent);
    subscribe(NAME, take);
    return { [Symbol.dispose]: () => void unsubscribe(NAME, take) };
  },
};
