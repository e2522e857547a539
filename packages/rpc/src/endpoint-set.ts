import type { Instance, Registry } from "@hipstershop/registry";
import { type OpenConnections, type OpenTransport, whenGivenUp } from "@hipstershop/transport";
import { runOutsideCallContext } from "./call-context.ts";
import type { Resolution } from "./call-watcher.ts";
import type { ClientCounts } from "./client-counts.ts";
import { createEndpoint, type Endpoint } from "./endpoint.ts";
import { pickLessLoaded } from "./pick-less-loaded.ts";

/** The instances of one service as the registry knows them now, ready to be called. */
export interface EndpointSet extends Disposable {
  /** What the set was made from: one object for as long as that stays. */
  readonly resolution: Resolution;
  /** What has happened in it so far. */
  readonly counts: Pick<ClientCounts, "lookUps" | "changes" | "ejections">;
  /** The connections to its instances that are open now. */
  readonly connections: OpenConnections;
  /** Why the registry may not know every instance, where it says so. */
  readonly trouble: Error | undefined;
  /**
   * Until when calls may expect an instance that answers, by `performance.now()`: for five seconds
   * after the watch began, the last instance went, or the last one was ejected. By then a service
   * has restarted; later it is down. Infinity while there is an instance that is not ejected.
   */
  readonly expectedUntilMs: number;
  /**
   * Picks an endpoint that has not been tried: one that is not ejected if there is one, else an
   * ejected one, else none. After a failed try it prefers those that have answered before, because
   * announcements may be false. With the id of an instance it picks no other. Never blocks and never
   * fails.
   */
  pick(tried: ReadonlySet<Endpoint>, only?: string): Endpoint | undefined;
  /** Resolves when the set has changed, the time is over or the signal aborts. */
  changed(untilMs: number, signal?: AbortSignal): Promise<void>;
}

export interface EndpointSetOptions {
  readonly registry: Registry;
  readonly open: OpenTransport;
}

/** Longer than a service takes to restart, in development too. */
const RESTART_MS = 5_000;

/** How long to wait before the next watch when one has failed. */
const RESUME_MS = 1_000;

/** Creates the set of a service. It watches the registry from the first pick until its disposal. */
export function createEndpointSet(service: string, options: EndpointSetOptions): EndpointSet {
  const { registry, open } = options;
  const endpoints = new Map<string, Endpoint>();
  const waiting = new Set<() => void>();
  const stop = new AbortController();
  const counts = { lookUps: 0, changes: 0, ejections: 0 };
  let emptySince = performance.now();
  let watching = false;
  let trouble: Error | undefined;
  let resolution: Resolution = { registry: registry.name, instances: 0 };

  /** Since when no instance answers, by `performance.now()`; undefined while one may. */
  function awaySince(): number | undefined {
    let since = endpoints.size === 0 ? emptySince : 0;
    for (const { ejectedMs } of endpoints.values()) {
      if (ejectedMs === undefined) return undefined;
      since = Math.max(since, ejectedMs);
    }
    return since;
  }

  const alone = () => awaySince() !== undefined;
  const onEject = () => {
    counts.ejections += 1;
  };

  function update(instances: readonly Instance[]) {
    const since = awaySince();
    const gone = new Set(endpoints.keys());
    for (const instance of instances) {
      const key = `${instance.id} ${instance.address}`;
      gone.delete(key);
      if (endpoints.has(key)) continue;
      endpoints.set(key, createEndpoint(instance, { open, registry, alone, onEject }));
    }
    for (const key of gone) {
      endpoints.get(key)?.retire();
      endpoints.delete(key);
    }
    resolution = { registry: registry.name, instances: endpoints.size };
    emptySince = since ?? performance.now();
    for (const wake of [...waiting]) wake();
  }

  async function follow() {
    watching = true;
    emptySince = performance.now();
    while (!stop.signal.aborted) {
      counts.lookUps += 1;
      try {
        for await (const snapshot of registry.watch(service, { signal: stop.signal })) {
          trouble = snapshot.trouble;
          counts.changes += 1;
          update(snapshot.instances);
        }
      } catch (error) {
        // The last good set stays in use: calls go on while the registry fails.
        trouble = error instanceof Error ? error : new Error(String(error));
      }
      await wait(RESUME_MS, stop.signal);
    }
  }

  function wait(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = () => {
        end();
        waiting.delete(wake);
        resolve();
      };
      const end = whenGivenUp(signal, ms, wake);
      waiting.add(wake);
    });
  }

  return {
    get resolution() {
      return resolution;
    },
    counts,
    get connections() {
      let [active, idle] = [0, 0];
      for (const { connections } of endpoints.values()) {
        active += connections?.active ?? 0;
        idle += connections?.idle ?? 0;
      }
      return { active, idle };
    },
    get trouble() {
      return trouble;
    },
    get expectedUntilMs() {
      const since = watching ? awaySince() : undefined;
      if (since === undefined) return Number.POSITIVE_INFINITY;
      return since + RESTART_MS;
    },
    pick(tried, only) {
      if (!watching) void runOutsideCallContext(follow);
      const untried = [...endpoints.values()].filter(
        (endpoint) => !tried.has(endpoint) && (only === undefined || only === endpoint.instance.id),
      );
      const well = untried.filter(({ ejectedMs }) => ejectedMs === undefined);
      const proven = tried.size > 0 ? well.filter((endpoint) => endpoint.hasAnswered) : [];
      const [best = []] = [proven, well, untried].filter((some) => some.length > 0);
      return pickLessLoaded(best);
    },
    changed: (untilMs, signal) => wait(untilMs - performance.now(), signal),
    [Symbol.dispose]() {
      stop.abort();
      for (const endpoint of endpoints.values()) endpoint[Symbol.dispose]();
      endpoints.clear();
      for (const wake of [...waiting]) wake();
    },
  };
}
