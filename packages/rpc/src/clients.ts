import type { DescService } from "@bufbuild/protobuf";
import type { Client } from "@connectrpc/connect";

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
   * up to its deadline. A call that a page can do without gives up early: 200.
   */
  readonly waitMs?: number;
  /**
   * Whether answers of NO_SIDE_EFFECTS methods that carry `cache-control` are kept and
   * shared (RFC 9111 and RFC 5861). Default false.
   */
  readonly cache?: boolean;
}
