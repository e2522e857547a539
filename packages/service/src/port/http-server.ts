import type { Bounds } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import type { Connections } from "./connections.ts";
import type { PortListener, PortOptions } from "./open-port.ts";

/** What answers the connections of a port that speak one version of HTTP. */
export interface HttpServer {
  /** Takes a connection of which nothing has been read yet, and answers its requests. */
  serve(connection: Connection): void;
}

/** What it is made from. */
export interface HttpServerOptions extends Pick<PortOptions, "draining" | "keepAliveMs"> {
  readonly listener: PortListener;
  readonly connections: Connections;
  readonly bounds: Bounds;
  readonly silenceMs: number;
}
