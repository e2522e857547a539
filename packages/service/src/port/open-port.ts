import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { type AddressInfo, Server } from "node:net";
import { type StrictCall, type StrictRequest, serveStrict } from "@hipstershop/transport";
import { BOUNDS, type Bounds } from "./bounds.ts";
import { createConnections } from "./connections.ts";
import { createHttp1Server } from "./http1-server.ts";
import { createHttp2Server } from "./http2-server.ts";
import { listen } from "./listen.ts";
import { peek } from "./peek.ts";

/** Answers a request of HTTP/1.1 or of HTTP/2. */
export type PortListener = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

/** Answers a call as our own clients send it. Undefined leaves it to node:http and the listener. */
export type StrictListener = (request: StrictRequest) => StrictCall | undefined;

export interface PortOptions {
  /** The address to listen at. By default every address of the machine. */
  readonly host?: string | undefined;
  /** 0 for any free port. */
  readonly port: number;
  /** Whether any free port will do when that one is in use. Default false. */
  readonly orAnyPort?: boolean;
  /** After it has aborted, answers on HTTP/1.1 carry `Connection: close`. */
  readonly draining: AbortSignal;
  /** How long requests in flight may take after the port begins to close, in milliseconds. */
  readonly graceMs: number;
  /**
   * How long idle HTTP/1.1 connections stay open after the port begins to close, in
   * milliseconds. A request may be on its way on one, and HTTP/1.1 cannot tell its client
   * that it was not read (RFC 9112 section 9.6). Clients that know of the withdrawal close
   * their connections earlier.
   */
  readonly idleMs: number;
  /** Told when connections are closed because they hold too much, at most once in 10 s. */
  readonly warn: (message: string) => void;
  /** How long a connection may idle while the port is open, in milliseconds. */
  readonly keepAliveMs: number;
  /**
   * How long a new connection may send nothing, or on HTTP/2 an incomplete preface, in
   * milliseconds. Default 10,000.
   */
  readonly silenceMs?: number;
  /** Answers calls in the one form that our own clients send. By default node:http reads them too. */
  readonly strict?: StrictListener | undefined;
  /** Told why an answer could not be sent. */
  readonly onFault?: (fault: unknown) => void;
  /** The most that others can make the port hold. Default BOUNDS. */
  readonly bounds?: Bounds;
}

/**
 * An open port. Disposing it stops listening, tells HTTP/2 clients to go away (RFC 9113
 * section 6.8), and resolves when every request in flight is answered or the grace is over.
 */
export interface Port extends AsyncDisposable {
  readonly address: AddressInfo;
  /** How many connections are open. */
  readonly connections: number;
  /** How many requests are not answered yet. */
  readonly requests: number;
}

/**
 * Opens one port for both HTTP/1.1 and HTTP/2, without TLS. The first bytes of a connection
 * tell which it is (RFC 9113 section 3.3, prior knowledge). Throws a StartError when it cannot
 * listen at the address.
 */
export async function openPort(listener: PortListener, options: PortOptions): Promise<Port> {
  const { draining, keepAliveMs, silenceMs = 10_000, bounds = BOUNDS, strict } = options;
  const connections = createConnections(bounds, options.warn);
  const parts = { listener, connections, bounds, draining, keepAliveMs, silenceMs };
  const http1 = createHttp1Server(parts);
  const http2 = createHttp2Server(parts);
  const { server } = http1;

  server.on("connection", (socket) => {
    const connection = connections.add(socket);
    peek(socket, silenceMs, (isHttp2) => {
      if (isHttp2) return http2.serve(connection);
      if (!strict) return http1.serve(connection);
      serveStrict(socket, {
        keepAliveMs,
        closes: () => draining.aborted,
        take: (request) =>
          connections.beginWhole(connection, request.body.byteLength, () => strict(request)),
        handOver: () => http1.serve(connection),
        onFault: options.onFault ?? (() => {}),
      });
    });
  });

  const onDraining = () => {
    for (const { session, open } of connections) {
      for (const { exchange } of session ? [] : open) {
        const { response } = exchange;
        if (response && !response.headersSent) response.setHeader("connection", "close");
      }
    }
  };
  draining.addEventListener("abort", onDraining);

  await listen(server, options);
  return {
    address: server.address() as AddressInfo,
    get connections() {
      return connections.size;
    },
    get requests() {
      return connections.requests;
    },
    async [Symbol.asyncDispose]() {
      // The HTTP server's own close would end idle connections at once.
      const closed = new Promise((resolve) => Server.prototype.close.call(server, resolve));
      http2.close();
      const timers = [
        setTimeout(() => connections.hurry(), options.idleMs),
        setTimeout(() => {
          for (const { socket } of connections) socket.destroy();
        }, options.graceMs),
      ];
      await closed;
      for (const timer of timers) clearTimeout(timer);
      draining.removeEventListener("abort", onDraining);
      // Ends only the timer that checks for timeouts.
      server.close();
    },
  };
}
