import type { DescService } from "@bufbuild/protobuf";
import { type Client, ConnectError, createClient } from "@connectrpc/connect";
import type { Registry } from "@hipstershop/registry";
import type { OpenTransport } from "@hipstershop/transport";
import { openFastTransport } from "@hipstershop/transport";
import { createAnswerStore } from "./cache/answer-store.ts";
import { withCache } from "./cache/with-cache.ts";
import type { Invoke } from "./call.ts";
import { createEndpointSet, type EndpointSet } from "./endpoint-set.ts";
import { createNamedTransport } from "./named-transport.ts";
import { withRetry } from "./retry.ts";
import { createRetryBudget } from "./retry-budget.ts";
import { serviceName } from "./service-name.ts";

/** Makes clients that know a service only by its name. */
export interface Clients extends AsyncDisposable {
  /** Returns a Connect client that picks an instance for each call. */
  client<S extends DescService>(service: S, options?: ClientOptions): Client<S>;
}

export interface ClientOptions {
  /** Ends a call that brings no shorter deadline, in milliseconds. Default 5,000. */
  readonly timeoutMs?: number;
  /**
   * How long a call may wait for the first instance to appear, in milliseconds; by default
   * up to its deadline. A call that a page can do without gives up early: 200. Nobody waits for a
   * service that has been away for five seconds: it is down, and does not restart.
   */
  readonly waitMs?: number;
  /**
   * Whether answers of NO_SIDE_EFFECTS methods that carry `cache-control` are kept and
   * shared (RFC 9111 and RFC 5861). Default false.
   */
  readonly cache?: boolean;
}

/** What all clients are made from, and the defaults of each. */
export interface ClientsOptions extends ClientOptions {
  /** Finds the instances. It stays its owner's: it is not disposed here. */
  readonly registry: Registry;
  /** Opens the way to an instance: by default over the network, unary calls on the fast path. */
  readonly open?: OpenTransport;
  /**
   * Told how each unary call that was made has ended: with the error that it threw, or well.
   * Answers from the response cache are no calls.
   */
  readonly onEnd?: (service: string, error?: ConnectError) => void;
}

/**
 * Creates the clients of a process. A service is watched from the first call to it until
 * the clients are disposed, once for all clients of that service; connections are opened
 * when they are needed and closed when their instance goes.
 */
export function createClients(options: ClientsOptions): Clients {
  const { registry, open = openFastTransport, onEnd, ...defaults } = options;
  const services = new Map<string, NamedService>();
  const store = createAnswerStore();

  function named(service: string): NamedService {
    let known = services.get(service);
    if (known === undefined) {
      const endpoints = createEndpointSet(service, { registry, open });
      const made = withRetry(endpoints, createRetryBudget());
      const invoke = onEnd ? withEnd(made, onEnd) : made;
      known = { service, endpoints, invoke, cached: withCache(invoke, store) };
      services.set(service, known);
    }
    return known;
  }

  return {
    client(service, clientOptions) {
      const merged = { ...defaults, ...clientOptions };
      const { timeoutMs = 5_000, waitMs = timeoutMs, cache = false } = merged;
      const { invoke, cached, ...target } = named(serviceName(service));
      const transport = createNamedTransport({
        ...target,
        invoke: cache ? cached : invoke,
        timeoutMs,
        waitMs,
      });
      return createClient(service, transport);
    },
    async [Symbol.asyncDispose]() {
      for (const { endpoints } of services.values()) endpoints[Symbol.dispose]();
      services.clear();
    },
  };
}

function withEnd(invoke: Invoke, onEnd: NonNullable<ClientsOptions["onEnd"]>): Invoke {
  return async (call) => {
    try {
      const answer = await invoke(call);
      onEnd(call.service);
      return answer;
    } catch (reason) {
      onEnd(call.service, ConnectError.from(reason));
      throw reason;
    }
  };
}

/** What the clients of one service share. */
interface NamedService {
  readonly service: string;
  readonly endpoints: EndpointSet;
  readonly invoke: Invoke;
  /** The same, with the response cache before it. */
  readonly cached: Invoke;
}
