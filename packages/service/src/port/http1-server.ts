import { createServer, IncomingMessage, type Server } from "node:http";
import type { Socket } from "node:net";
import { Code } from "@connectrpc/connect";
import type { Connection } from "./connection.ts";
import type { HttpServer, HttpServerOptions } from "./http-server.ts";
import { createPipeline } from "./pipeline.ts";
import { type Refusal, refuse } from "./refuse.ts";
import { watchable } from "./watchable.ts";

/**
 * Creates what answers HTTP/1.1. Its `server` is the one to listen with: its timeouts and its count of
 * connections work only then. It takes no connection by itself.
 */
export function createHttp1Server({
  listener,
  connections,
  bounds,
  draining,
  keepAliveMs,
}: HttpServerOptions): HttpServer & { readonly server: Server } {
  const { headBytes, headFields, requestMs } = bounds;
  const bySocket = new WeakMap<Socket, Connection>();
  const options = {
    IncomingMessage: watchable(IncomingMessage),
    keepAliveTimeout: keepAliveMs,
    maxHeaderSize: headBytes,
    headersTimeout: requestMs,
    requestTimeout: requestMs,
    // How often Node looks for requests that take too long, in milliseconds.
    connectionsCheckingInterval: requestMs / 6,
  };
  const server = createServer(options, (request, response) => {
    if (draining.aborted) response.setHeader("connection", "close");
    const connection = bySocket.get(request.socket);
    if (!connection) return;
    if (request.rawHeaders.length > 2 * headFields) {
      response.setHeader("connection", "close");
      return refuse(request, response, TOO_MANY_FIELDS);
    }
    connections.begin(connection, { request, response }, () =>
      connection.pipeline?.(response, () => listener(request, response)),
    );
  });
  // Node keeps no more of them, and says nothing: one more than is allowed shows that.
  server.maxHeadersCount = headFields + 1;

  const [take] = server.listeners("connection") as [(this: Server, socket: Socket) => void];
  server.off("connection", take);
  return {
    server,
    serve(connection) {
      const { socket } = connection;
      bySocket.set(socket, connection);
      take.call(server, socket);
      connection.pipeline = createPipeline(socket, bounds.pipelined);
    },
  };
}

const TOO_MANY_FIELDS: Refusal = {
  status: 431,
  code: Code.ResourceExhausted,
  message: "the request has too many headers",
};
