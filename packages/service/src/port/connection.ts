import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse, Http2Session } from "node:http2";
import type { Socket } from "node:net";
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

/** A request that is not answered yet. */
export interface OpenRequest {
  /** Node's request and response. Absent when the strict reader took the request. */
  readonly request?: IncomingMessage | Http2ServerRequest;
  readonly response?: ServerResponse | Http2ServerResponse;
  /** Knows how many bytes of the answer wait to be taken. */
  readonly outgoing: { readonly writableLength: number };
  readonly sinceMs: number;
  /** Whether some of it is still to come. */
  unread: boolean;
  /** How much of its body has come, in bytes, with the cost of each piece, and what waits behind it. */
  bodyBytes: number;
  /** How many bytes waited behind a request that the strict reader took, at the last look. */
  aheadBytes: number;
  /** How many bytes of its answer the client had not taken at the last look. */
  untakenBytes: number;
  /** When a part of its body last came, or the client last took a part of its answer. */
  movedMs: number;
}
