import type { Transport } from "@connectrpc/connect";

/** What a transport knows of its instance. A registry's Instance is one. */
export interface Target {
  /** Names it in errors: "currencyservice-f3a1". */
  readonly id: string;
  /** `host:port`; an IPv6 host stands in brackets. */
  readonly address: string;
}

/**
 * The transport to one instance: a Connect Transport that can be closed, and can ask whether the
 * instance lives.
 *
 * When the instance cannot be reached, or the connection breaks, a call throws a ConnectError with
 * Code.Unavailable. If the request certainly reached no server, its cause is an UnreachedError.
 */
export interface InstanceTransport extends Transport {
  /**
   * Asks on a new connection. Resolves when the instance has answered anything; rejects when it
   * cannot be reached or the signal aborts. Absent if the instance lives as long as its caller.
   */
  ping?(signal: AbortSignal): Promise<void>;
  /**
   * Ends its connections at once. Calls in flight fail with Code.Unavailable; a later call opens a
   * new connection.
   */
  close?(): void;
  /** Returns the connections that are open now. Absent if it needs none. */
  connections?(): OpenConnections;
}

/** How many connections are open: with a call in flight, and without one. */
export interface OpenConnections {
  readonly active: number;
  readonly idle: number;
}

export interface TransportOptions {
  /** The longest message that it accepts, in bytes. Default 16 MiB. */
  readonly readMaxBytes?: number;
}

/** Opens the transport to an instance. The first call connects. */
export type OpenTransport = (target: Target, options?: TransportOptions) => InstanceTransport;
