import { createServer, IncomingMessage, type ServerResponse } from "node:http";
import {
  constants,
  createServer as createHttp2Server,
  Http2ServerRequest,
  type Http2ServerResponse,
  type Http2Session,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, Server, type Socket } from "node:net";
import { Code } from "@connectrpc/connect";
import { type StrictCall, type StrictRequest, serveStrict } from "@hipstershop/transport";
import { BOUNDS, type Bounds } from "./bounds.ts";
import type { Connection } from "./connection.ts";
import { createConnections } from "./connections.ts";
import { listen } from "./listen.ts";
import { peek } from "./peek.ts";
import { createPipeline } from "./pipeline.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { watchable } from "./watchable.ts";

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
}

/**
 * Opens one port for both HTTP/1.1 and HTTP/2, without TLS. The first bytes of a connection
 * tell which it is (RFC 9113 section 3.3, prior knowledge). Throws a StartError when it cannot
 * listen at the address.
 */
export async function openPort(listener: PortListener, options: PortOptions): Promise<Port> {
  const { keepAliveMs, silenceMs = 10_000, bounds = BOUNDS } = options;
  const connections = createConnections(bounds, options.warn);
  const bySource = new WeakMap<Socket | Http2Session, Connection>();
  let closing = false;
  let closesIdle = false;

  const http1 = createServer(http1Options(bounds, keepAliveMs), (request, response) => {
    if (options.draining.aborted) response.setHeader("connection", "close");
    const connection = bySource.get(request.socket);
    if (!connection) return;
    if (request.rawHeaders.length > 2 * bounds.headFields) {
      response.setHeader("connection", "close");
      return refuse(request, response, TOO_MANY_FIELDS);
    }
    connections.begin(connection, { request, response }, () =>
      connection.pipeline?.(response, () => listener(request, response)),
    );
    response.once("close", () => closeIdle(connection));
  });

  function closeIdle({ open, socket }: Connection): void {
    if (closesIdle && open.size === 0) socket.destroySoon();
  }

  /** Takes a call as the strict reader found it, and counts it with all other requests. */
  function take(connection: Connection, request: StrictRequest): StrictCall | undefined {
    const end = connections.beginWhole(connection, request.body.byteLength);
    const call = end && options.strict?.(request);
    if (end && !call) end();
    return (
      call && {
        ...call,
        end(isSent) {
          end();
          closeIdle(connection);
          call.end(isSent);
        },
      }
    );
  }

  // Node keeps no more of them, and says nothing: one more than is allowed shows that.
  http1.maxHeadersCount = bounds.headFields + 1;

  const http2 = createHttp2Server(http2Options(bounds), (request, response) => {
    const connection = request.stream.session && bySource.get(request.stream.session);
    if (!connection) return;
    // After the event loop has read from all sockets: what a client takes back at once never
    // begins, and such requests do not count as its streams ("rapid reset").
    const begin = () => !request.stream.destroyed && listener(request, response);
    connections.begin(connection, { request, response }, () => setImmediate(begin));
    request.stream.once("finish", () => endStream(request.stream));
  });
  http2.on("session", (session) => {
    // Open streams go on. The settings end the preface (RFC 9113 section 3.4).
    session.setTimeout(silenceMs, () => session.close());
    session.once("remoteSettings", () => session.setTimeout(keepAliveMs));
    // The connection was opened before, but had sent nothing yet. Node reads what the peek left
    // in the socket on the next tick, and throws when the session has ended by then.
    if (closing) setImmediate(() => session.close());
  });

  function toHttp2(connection: Connection): void {
    const { socket } = connection;
    http2.once("session", (session) => {
      connection.session = session;
      bySource.set(session, connection);
    });
    http2.emit("connection", socket);
    // A client that has ended its side can neither open the window for an answer nor
    // acknowledge it. Node would keep the socket while a stream is open.
    socket.once("end", () => socket.destroy());
    socket.once("finish", () => linger(socket));
  }

  // The HTTP/1.1 server itself listens, because its timeouts and its count of connections work
  // only then. It gets a connection after the peek has shown that it speaks HTTP/1.1.
  const [toHttp1] = http1.listeners("connection") as [(this: unknown, socket: Socket) => void];
  http1.off("connection", toHttp1);
  http1.on("connection", (socket) => {
    const connection = connections.add(socket);
    bySource.set(socket, connection);
    peek(socket, silenceMs, (isHttp2) => {
      if (isHttp2) return toHttp2(connection);
      const handOver = () => {
        toHttp1.call(http1, socket);
        connection.pipeline = createPipeline(socket, bounds.pipelined);
      };
      if (!options.strict) return handOver();
      serveStrict(socket, {
        keepAliveMs,
        closes: () => options.draining.aborted,
        take: (request) => take(connection, request),
        handOver,
        onFault: options.onFault ?? (() => {}),
      });
    });
  });

  const onDraining = () => {
    for (const { session, open } of connections) {
      for (const { response } of session ? [] : open) {
        if (response && !response.headersSent) response.setHeader("connection", "close");
      }
    }
  };
  options.draining.addEventListener("abort", onDraining);

  await listen(http1, options);
  return {
    address: http1.address() as AddressInfo,
    get connections() {
      return connections.size;
    },
    async [Symbol.asyncDispose]() {
      // The HTTP server's own close would end idle connections at once.
      const closed = new Promise((resolve) => Server.prototype.close.call(http1, resolve));
      closing = true;
      for (const { session } of connections) session?.close();
      const timers = [
        setTimeout(() => {
          closesIdle = true;
          connections.hurry();
          // HTTP/2 connections end by themselves when their clients have seen the GOAWAY.
          for (const { socket, session, open } of connections) {
            if (!session && open.size === 0) socket.destroy();
          }
        }, options.idleMs),
        setTimeout(() => {
          for (const { socket } of connections) socket.destroy();
        }, options.graceMs),
      ];
      await closed;
      for (const timer of timers) clearTimeout(timer);
      options.draining.removeEventListener("abort", onDraining);
      // Ends only the timer that checks for timeouts.
      http1.close();
    },
  };
}

function http1Options({ headBytes, requestMs }: Bounds, keepAliveMs: number) {
  return {
    IncomingMessage: watchable(IncomingMessage),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: headBytes,
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    // How often Node looks for requests that take too long, in milliseconds.
    connectionsCheckingInterval: requestMs / 6,
  };
}

function http2Options({ headBytes, headFields, streamsPerConnection }: Bounds) {
  return {
    Http2ServerRequest: watchable(Http2ServerRequest),
    maxHeaderListPairs: headFields,
    // How many streams a client may take back at once, and in a second, before its connection is
    // closed: there are no more than it may have open.
    streamResetBurst: 2 * streamsPerConnection,
    streamResetRate: streamsPerConnection,
    settings: { maxConcurrentStreams: streamsPerConnection, maxHeaderListSize: headBytes },
  };
}

/**
 * Ends a stream that is answered before all of its request has come (RFC 9113 section 8.1),
 * after 1 s: some clients do not read an answer after its stream has ended.
 */
function endStream(stream: ServerHttp2Stream): void {
  if (stream.closed || stream.readableEnded) return;
  const timer = setTimeout(() => stream.close(constants.NGHTTP2_NO_ERROR), 1_000);
  stream.once("close", () => clearTimeout(timer));
}

/**
 * Gives the peer 200 ms to close a connection that this side has ended. Node would wait without
 * end. To destroy it at once could reset it before the peer has read the last bytes.
 */
function linger(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), 200);
  socket.once("close", () => clearTimeout(timer));
}

const TOO_MANY_FIELDS: Refusal = {
  status: 431,
  code: Code.ResourceExhausted,
  message: "the request has too many headers",
};
