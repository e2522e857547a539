import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, Http2Session } from "node:http2";
import type { Socket } from "node:net";

/** A connection to a port, and what is asked on it. */
export interface Connection {
  readonly socket: Socket;
  /** Present once it speaks HTTP/2. */
  session?: Http2Session;
  /** The requests that are not answered yet, the oldest first. */
  readonly open: Set<OpenRequest>;
}

/** A request that is not answered yet. */
export interface OpenRequest {
  readonly request: IncomingMessage | Http2ServerRequest;
  readonly response: ServerResponse | Http2ServerResponse;
  readonly sinceMs: number;
  /** Whether some of it is still to come. */
  unread: boolean;
  /** How much of its body has come, in bytes. */
  bodyBytes: number;
  /** How much of its answer waits to be taken, in bytes, when that was last looked at. */
  untakenBytes: number;
  /** When any of its body was last seen to come, or of its answer to be taken. */
  movedMs: number;
}
