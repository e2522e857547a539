import type { DescService } from "@bufbuild/protobuf";
import { type Client, type ConnectError, createClient } from "@connectrpc/connect";
import type { Registry } from "@hipstershop/registry";
import type { OpenTransport } from "@hipstershop/transport";
import { openFastTransport } from "@hipstershop/transport";
import { createAnswerStore } from "./cache/answer-store.ts";
import { withCache } from "./cache/with-cache.ts";
import type { CallWatcher } from "./call-watcher.ts";
import type { CacheCounts, ClientCounts } from "./client-counts.ts";
import { createEndpointSet } from "./endpoint-set.ts";
import { createNamedTransport } from "./named-transport.ts";
import { withRetry } from "./retry.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { serviceName } from "./service-name.ts";
import { withWatch } from "./with-watch.ts";

/** Makes clients that know a service only by its name. */
export interface Clients extends AsyncDisposable {
  /** Returns a Connect client that picks an instance for each call. */
  client<S extends DescService>(service: S, options?: ClientOptions): Client<S>;
  /** Returns what is known of each service that was to be called, and what was counted. */
  counts(): ClientCounts[];
}

export interface ClientOptions {
  /** The registry name, where it is not the proto service's: "observer". */
  readonly name?: string;
  /**
   * The id of the only instance that is called. By default the client picks one for each call, and
   * another one where that is gone. No cache answers for it.
   */
  readonly instance?: string | undefined;
  /** The deadline of a call that has no shorter one, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /**
   * How long a call may wait for the first instance to appear, in milliseconds; by default up to
   * its deadline. For a call that its page can do without, 200 is right. No call waits for a
   * service that has had no instance for five seconds: it is down, it does not just restart.
   */
  readonly waitMs?: number;
  /**
   * Whether the response cache keeps answers of NO_SIDE_EFFECTS methods that carry
   * `cache-control` (RFC 9111 and RFC 5861). Default false.
   */
  readonly cache?: boolean;
  /** Returns what is told of each call, while there is somebody to tell. */
  readonly watcher?: (() => CallWatcher | undefined) | undefined;
}

/** What the clients of a process are made from. */
export interface ClientsOptions {
  /** Finds the instances. Disposing the clients does not dispose it. */
  readonly registry: Registry;
  /** Opens the transport to an instance. Default: openFastTransport. */
  readonly open?: OpenTransport;
  /**
   * Called when a unary call has ended, with its error if it failed. An answer from the response
   * cache is not a call.
   */
  readonly onEnd?: (service: string, error?: ConnectError) => void;
}

/**
 * Creates the clients of a process. A service is watched from the first call to it until
 * the clients are disposed, once for all clients of that service; connections are opened
 * when they are needed and closed when their instance goes.
 */
export function createClients(options: ClientsOptions): Clients {
  const { registry, open: openTransport = openFastTransport, onEnd } = options;
  const services = new Map<string, ReturnType<typeof open>>();
  const store = createAnswerStore();

  /** What the clients of one service share. */
  function open(service: string) {
    const endpoints = createEndpointSet(service, { registry, open: openTransport });
    const invoke = withWatch(withRetry(endpoints, createRetryBudget()), endpoints, onEnd);
    const cacheCounts: CacheCounts = { hit: 0, miss: 0, shared: 0, stale: 0 };
    const cached = withCache(invoke, store, cacheCounts);
    const opened = { service, endpoints, invoke, cached, cacheCounts };
    services.set(service, opened);
    return opened;
  }

  return {
    client(service, options = {}) {
      const { timeoutMs = 5_000, waitMs = timeoutMs, cache = false } = options;
      const { name = serviceName(service), instance, watcher } = options;
      const { invoke, cached, ...target } = services.get(name) ?? open(name);
      const transport = createNamedTransport({
        ...target,
        only: instance,
        invoke: cache && instance === undefined ? cached : invoke,
        timeoutMs,
        waitMs,
        watcher,
      });
      return createClient(service, transport);
    },
    counts: () =>
      [...services.values()].map(({ service, endpoints, cacheCounts }) => ({
        service,
        connections: endpoints.connections,
        instances: endpoints.resolution.instances,
        ...endpoints.counts,
        cached: cacheCounts,
      })),
    async [Symbol.asyncDispose]() {
      for (const { endpoints } of services.values()) endpoints[Symbol.dispose]();
      services.clear();
    },
  };
}
