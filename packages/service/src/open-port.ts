import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import {
  createServer as createHttp2Server,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import { type AddressInfo, Server, type Socket } from "node:net";
import { StartError } from "./start-error.ts";

/** Answers a request of HTTP/1.1 or of HTTP/2. */
export type PortListener = (
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
) => void;

export interface PortOptions {
  /** The address to listen at; absent, every address of the machine. */
  readonly host?: string | undefined;
  /** 0 for any free port. */
  readonly port: number;
  /** Once it aborts, answers on HTTP/1.1 carry `Connection: close`. */
  readonly draining: AbortSignal;
  /** How long requests in flight may take once the port closes, in milliseconds. */
  readonly graceMs: number;
  /**
   * How long connections of HTTP/1.1 that idle stay open once the port closes, in
   * milliseconds: a request may be on its way on one, and HTTP/1.1 cannot tell its client
   * that it was not read (RFC 9112 section 9.6). Clients that have heard of the withdrawal
   * close theirs, and sooner.
   */
  readonly idleMs: number;
  /** How long a connection may idle while the port is open, in milliseconds. */
  readonly keepAliveMs: number;
  /**
   * How long a connection may say nothing at all, and on HTTP/2 not all of its preface, in
   * milliseconds. Default 10,000.
   */
  readonly silenceMs?: number;
}

/**
 * An open port. Disposing it stops listening, tells HTTP/2 clients to go away (RFC 9113
 * section 6.8), and resolves when every request in flight is answered or the grace is over.
 */
export interface Port extends AsyncDisposable {
  readonly address: AddressInfo;
}

/**
 * Opens one port for HTTP/1.1 and HTTP/2 without TLS alike: the first bytes of a connection
 * tell which it is (RFC 9113 section 3.3, prior knowledge). Throws a StartError when the
 * address cannot be listened at.
 */
export async function openPort(listener: PortListener, options: PortOptions): Promise<Port> {
  const { keepAliveMs, silenceMs = 10_000 } = options;
  let closing = false;
  let closesIdle = false;
  const unanswered = new Set<ServerResponse>();
  const http1 = createServer({ keepAliveTimeout: keepAliveMs }, (request, response) => {
    if (options.draining.aborted) response.setHeader("connection", "close");
    unanswered.add(response);
    response.once("close", () => {
      unanswered.delete(response);
      if (closesIdle) setImmediate(() => http1.closeIdleConnections());
    });
    listener(request, response);
  });
  const sessions = new Set<ServerHttp2Session>();
  const http2 = createHttp2Server(listener);
  http2.on("session", (session) => {
    sessions.add(session);
    session.once("close", () => sessions.delete(session));
    // Streams that are open go on. Settings end the preface (RFC 9113 section 3.4).
    session.setTimeout(silenceMs, () => session.close());
    session.once("remoteSettings", () => session.setTimeout(keepAliveMs));
    // Its connection was there before, but had said nothing yet. Node reads what the peek left
    // in the socket on the next tick, and throws where the session has ended by then.
    if (closing) setImmediate(() => session.close());
  });

  // The HTTP/1.1 server itself listens, for its timeouts and its count of connections work
  // only then, but sees a connection no sooner than the peek has shown whose it is.
  const sockets = new Set<Socket>();
  const [toHttp1] = http1.listeners("connection") as [(this: unknown, socket: Socket) => void];
  http1.off("connection", toHttp1);
  http1.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
    peek(socket, silenceMs, (isHttp2) => {
      if (isHttp2) {
        http2.emit("connection", socket);
        // Such a client takes no answer any more: it could neither open the window for one nor
        // acknowledge what it is sent. Node would keep the socket while a stream is open.
        socket.once("end", () => socket.destroy());
        socket.once("finish", () => linger(socket));
      } else toHttp1.call(http1, socket);
    });
  });

  const onDraining = () => {
    for (const response of unanswered) {
      if (!response.headersSent) response.setHeader("connection", "close");
    }
  };
  options.draining.addEventListener("abort", onDraining);

  await listen(http1, options);
  return {
    address: http1.address() as AddressInfo,
    async [Symbol.asyncDispose]() {
      // The HTTP server's own close would end idle connections at once.
      const closed = new Promise((resolve) => Server.prototype.close.call(http1, resolve));
      closing = true;
      for (const session of sessions) session.close();
      const timers = [
        setTimeout(() => {
          for (const socket of sockets) if (isSilent(socket)) socket.destroy();
          closesIdle = true;
          http1.closeIdleConnections();
        }, options.idleMs),
        setTimeout(() => {
          for (const socket of sockets) socket.destroy();
        }, options.graceMs),
      ];
      await closed;
      for (const timer of timers) clearTimeout(timer);
      options.draining.removeEventListener("abort", onDraining);
      // Ends nothing any more but the timer that checks for timeouts.
      http1.close();
    },
  };
}

/**
 * Gives the peer a moment to close a connection that this side has ended; Node would wait
 * for as long as it takes. To destroy it at once might reset it before the last was read.
 */
function linger(socket: Socket): void {
  const timer = setTimeout(() => socket.destroy(), 200);
  socket.once("close", () => clearTimeout(timer));
}

const PREFACE = "PRI";

function isSilent(socket: Socket): boolean {
  return socket.bytesRead < PREFACE.length;
}

/**
 * Waits for the first bytes and tells whether they begin HTTP/2's connection preface, whose
 * first word is reserved so that it can be nothing else (RFC 9113 section 11.7).
 */
function peek(socket: Socket, silenceMs: number, decided: (isHttp2: boolean) => void): void {
  const giveUp = () => socket.destroy();
  const timer = setTimeout(giveUp, silenceMs);
  const look = () => {
    // Asking for exactly so many bytes leaves fewer in the buffer until more have come.
    const head: Buffer | null = socket.read(PREFACE.length);
    if (head === null) return;
    forget();
    socket.unshift(head);
    decided(head.toString("latin1") === PREFACE);
  };
  const forget = () => {
    clearTimeout(timer);
    socket.off("readable", look).off("end", giveUp).off("error", giveUp).off("close", forget);
  };
  socket.on("readable", look).on("end", giveUp).on("error", giveUp).on("close", forget);
}

async function listen(server: ReturnType<typeof createServer>, options: PortOptions) {
  const { host, port } = options;
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  }).catch((cause: NodeJS.ErrnoException) => {
    throw new StartError(listenProblem(cause, host, port), { cause });
  });
}

function listenProblem(error: NodeJS.ErrnoException, host: string | undefined, port: number) {
  const where = host === undefined ? "" : ` at ${host}`;
  switch (error.code) {
    case "EADDRINUSE":
      return `port ${port}${where} is in use: end what listens there, or set PORT to another`;
    case "EACCES":
      return `port ${port}${where} needs rights that this user lacks: set PORT to 1024 or above`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `HOST is "${host}", which is no address of this machine`;
    default:
      return `cannot listen at port ${port}${where}: ${error.message}`;
  }
}
