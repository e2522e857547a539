import type { Http2Session } from "node:http2";
import type { Socket } from "node:net";
import type { OpenRequest } from "./open-request.ts";
import type { Pipeline } from "./pipeline.ts";

/** A connection to a port, and its requests. */
export interface Connection {
  readonly socket: Socket;
  /** Set when it speaks HTTP/1.1. */
  pipeline?: Pipeline;
  /** Set when it speaks HTTP/2. */
  session?: Http2Session;
  /** The requests that are not answered yet, the oldest first. */
  readonly open: Set<OpenRequest>;
}
