import type { Transport } from "@connectrpc/connect";

/** What a transport needs to know of the instance that it leads to. */
export interface Target {
  /** What errors call it: "currencyservice-f3a1". */
  readonly id: string;
  /** `host:port`; an IPv6 host stands in brackets. */
  readonly address: string;
}

/**
 * The way to one instance: a Connect Transport that can be closed and can ask whether the
 * other side lives.
 *
 * A call that got no answer because the instance could not be reached, or was lost on the
 * way, throws a ConnectError with Code.Unavailable; where the request certainly reached no
 * server, its cause is an UnreachedError.
 */
export interface InstanceTransport extends Transport {
  /**
   * Resolves once the instance has answered anything at all, on a connection of its own;
   * rejects when it cannot be reached or the signal aborts. Absent where an instance lives
   * as long as its caller.
   */
  ping?(signal: AbortSignal): Promise<void>;
  /**
   * Ends its connections at once; calls still in flight fail with Code.Unavailable, and a
   * later call connects anew.
   */
  close?(): void;
}

export interface TransportOptions {
  /** The longest message that it accepts, in bytes. Default 16 MiB. */
  readonly readMaxBytes?: number;
}

/** Opens the way to an instance. Connects to nothing yet: that is for the first call. */
export type OpenTransport = (target: Target, options?: TransportOptions) => InstanceTransport;
