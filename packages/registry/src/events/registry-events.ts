import { type Channel, channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { RegistryEvent } from "./registry-event.ts";

const CHANGES = "hipstershop:registry";
const MESSAGES = "hipstershop:registry:messages";
const changes = channel(CHANGES);
const messages = channel(MESSAGES);

/** An event as it is made. What is left out is empty; the services are those of the instances. */
type Made = Pick<RegistryEvent, "type" | "registry"> & Partial<RegistryEvent>;

export interface SubscribeOptions {
  /** Whether to be told of messages too, which are much more, and cost more to tell of. Default true. */
  readonly messages?: boolean;
}

/**
 * The events of all registries of this process, on two channels of `node:diagnostics_channel`: of
 * changes, and of messages. Events are made only while somebody listens to their channel.
 */
export const registryEvents = {
  /** Whether somebody listens to messages. */
  get wantsMessages(): boolean {
    return messages.hasSubscribers;
  },

  /** Tells whoever listens of a change. */
  publish(make: () => Made): void {
    tell(changes, make);
  },

  /** Tells whoever listens of what was sent or received. */
  publishMessage(make: () => Made): void {
    tell(messages, make);
  },

  /** Calls the listener with each event, in the turn that it happens in, until the result is disposed. */
  subscribe(listener: (event: RegistryEvent) => void, options: SubscribeOptions = {}): Disposable {
    const take = (event: unknown) => listener(event as RegistryEvent);
    const names = options.messages === false ? [CHANGES] : [CHANGES, MESSAGES];
    for (const name of names) subscribe(name, take);
    return {
      [Symbol.dispose]() {
        for (const name of names) unsubscribe(name, take);
      },
    };
  },
};

function tell(to: Channel, make: () => Made): void {
  if (!to.hasSubscribers) return;
  const atMs = performance.timeOrigin + performance.now();
  const { instances = [], ...made } = make();
  const services = [...new Set(instances.map(({ service }) => service))];
  to.publish({ atMs, services, instances, ...made });
}
