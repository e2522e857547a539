import { setTimeout } from "node:timers/promises";
import type { Instance, Registry } from "@hipstershop/service";

/** Knows which services have an instance. */
export interface Presence extends AsyncDisposable {
  isUp(service: string): boolean;
}

/** How long to wait before a watch that failed is opened again, in milliseconds. */
const REOPEN_MS = 1_000;

/** Watches services until it is disposed. `onAppear` is called when an instance of one appears. */
export function watchPresence(
  registry: Registry,
  services: readonly string[],
  onAppear: () => void,
): Presence {
  const stopping = new AbortController();
  const { signal } = stopping;
  const present = new Map<string, readonly Instance[]>();

  async function follow(service: string): Promise<void> {
    for await (const { instances } of registry.watch(service, { signal })) {
      const before = new Set(present.get(service)?.map(({ id }) => id));
      present.set(service, instances);
      if (instances.some(({ id }) => !before.has(id))) onAppear();
    }
  }

  async function keepFollowing(service: string): Promise<void> {
    while (!signal.aborted) {
      await follow(service).catch(() => {});
      await setTimeout(REOPEN_MS, undefined, { signal, ref: false }).catch(() => {});
    }
  }

  const ended = Promise.all(services.map(keepFollowing));
  return {
    isUp: (service) => (present.get(service)?.length ?? 0) > 0,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await ended;
    },
  };
}
