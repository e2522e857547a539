import {
  constants,
  createServer,
  Http2ServerRequest,
  type Http2Session,
  type ServerHttp2Stream,
} from "node:http2";
import type { Socket } from "node:net";
import type { Connection } from "./connection.ts";
import type { HttpServer, HttpServerOptions } from "./http-server.ts";
import { watchable } from "./watchable.ts";

/** Creates what answers HTTP/2. `close` tells all clients, also later ones, to go away. */
export function createHttp2Server({
  listener,
  connections,
  bounds: { headBytes, headFields, streamsPerConnection },
  keepAliveMs,
  silenceMs,
}: HttpServerOptions): HttpServer & { close(): void } {
  const bySession = new WeakMap<Http2Session, Connection>();
  let closing = false;
  const options = {
    Http2ServerRequest: watchable(Http2ServerRequest),
    maxHeaderListPairs: headFields,
    // How many streams a client may take back at once, and in a second, before its connection is
    // closed: there are no more than it may have open.
    streamResetBurst: 2 * streamsPerConnection,
    streamResetRate: streamsPerConnection,
    settings: { maxConcurrentStreams: streamsPerConnection, maxHeaderListSize: headBytes },
  };
  const server = createServer(options, (request, response) => {
    const connection = request.stream.session && bySession.get(request.stream.session);
    if (!connection) return;
    // After the event loop has read from all sockets: what a client takes back at once never
    // begins, and such requests do not count as its streams ("rapid reset").
    const begin = () => !request.stream.destroyed && listener(request, response);
    connections.begin(connection, { request, response }, () => setImmediate(begin));
    request.stream.once("finish", () => endStream(request.stream));
  });
  server.on("session", (session) => {
    // Open streams go on. The settings end the preface (RFC 9113 section 3.4).
    session.setTimeout(silenceMs, () => session.close());
    session.once("remoteSettings", () => session.setTimeout(keepAliveMs));
    // The connection was opened before, but had sent nothing yet. Node reads what the peek left
    // in the socket on the next tick, and throws when the session has ended by then.
    if (closing) setImmediate(() => session.close());
  });

  return {
    serve(connection) {
      const { socket } = connection;
      server.once("session", (session) => {
        connection.session = session;
        bySession.set(session, connection);
      });
      server.emit("connection", socket);
      // A client that has ended its side can neither open the window for an answer nor
      // acknowledge it. Node would keep the socket while a stream is open.
      socket.once("end", () => socket.destroy());
      socket.once("finish", () => linger(socket));
    },
    close() {
      closing = true;
      for (const { session } of connections) session?.close();
    },
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
