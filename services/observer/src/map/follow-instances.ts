import { type Instance, type Registry, registryEvents } from "@hipstershop/service";
import type { InstanceBoard } from "./instance-board.ts";
import { lossReason } from "./loss-reason.ts";
import { watchHealth } from "./watch-health.ts";

export interface FollowInstancesOptions {
  readonly registry: Registry;
  readonly board: InstanceBoard;
  readonly signal: AbortSignal;
}

/** A registry that tells of no events is asked so often which services there are. */
const LIST_MS = 2_000;

/**
 * Keeps a board in step with the registry, and with a health stream to each instance, until the signal
 * aborts. In a cluster there are no such streams: there the platform asks for the health. In one
 * process none is needed.
 */
export function followInstances({ registry, board, signal }: FollowInstancesOptions): void {
  const followed = new Set<string>();
  /** What ends the health stream to an instance, by service and id. */
  const streams = new Map<string, Map<string, AbortController>>();
  const watchesHealth = registry.traits?.reach === "machine";

  async function follow(service: string): Promise<void> {
    if (followed.has(service) || signal.aborted) return;
    followed.add(service);
    try {
      for await (const { instances } of registry.watch(service, { signal }))
        take(service, instances);
    } catch {
      // It is begun again when the service is next listed.
      followed.delete(service);
    }
  }

  function take(service: string, instances: readonly Instance[]): void {
    board.registryHas(service, instances, Date.now());
    if (!watchesHealth) return;
    const open = streams.get(service) ?? new Map<string, AbortController>();
    streams.set(service, open);
    for (const { id, address } of instances) {
      if (open.has(id)) continue;
      const ending = new AbortController();
      open.set(id, ending);
      void watchHealth({
        address,
        signal: AbortSignal.any([signal, ending.signal]),
        onPulse: (pulse) => board.pulse(id, pulse, Date.now()),
      });
    }
    const ids = new Set(instances.map(({ id }) => id));
    for (const [id, ending] of open) {
      if (ids.has(id)) continue;
      ending.abort();
      open.delete(id);
    }
  }

  function list(): void {
    registry.listServices({ signal }).then(
      (services) => services.forEach((service) => void follow(service)),
      // The registry logs its troubles itself.
      () => {},
    );
  }

  const listening = registryEvents.subscribe(({ type, instances, services, reason }) => {
    if (type === "found" || type === "registered") {
      for (const service of services) void follow(service);
    } else if (type === "gone") {
      for (const { id } of instances) board.registryLost(id, lossReason(reason));
    }
  });
  const listing = setInterval(list, LIST_MS);
  list();
  signal.addEventListener("abort", () => {
    clearInterval(listing);
    listening[Symbol.dispose]();
  });
}
