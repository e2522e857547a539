import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { Server, Socket } from "node:net";
import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter, ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { OpenTransport } from "../instance-transport.ts";
import { openStockTransport } from "../stock-transport.ts";
import { serveStrict } from "../strict/serve-strict.ts";
import { openFastTransport } from "../unary/fast-transport.ts";
import { createUnaryCalls } from "../unary/unary-calls.ts";
import { UnaryContext } from "../unary/unary-context.ts";
import { createUnaryListener } from "../unary/unary-listener.ts";

export interface ServerOptions {
  readonly readMaxBytes?: number;
}

/** A pair of a client's transport and a server. */
export interface Path {
  readonly name: string;
  readonly open: OpenTransport;
  createServer<S extends DescService>(
    service: S,
    implementation: Partial<ServiceImpl<S>>,
    options?: ServerOptions,
  ): Server;
}

/** Connect-node on both ends, over HTTP/2. */
export const stockPath: Path = {
  name: "stock",
  open: openStockTransport,
  createServer(service, implementation, options) {
    const routes = (router: ConnectRouter) => router.service(service, implementation);
    return createHttp2Server(connectNodeAdapter({ routes, ...options }));
  },
};

/** The fast path on both ends, over HTTP/1.1. */
export const fastPath: Path = {
  name: "fast",
  open: openFastTransport,
  createServer(service, implementation, options) {
    const calls = createUnaryCalls([{ service, implementation }]);
    const unary = createUnaryListener(calls, options);
    return createServer((request, response) => {
      if (unary(request, response)) return;
      response.writeHead(404).end();
    });
  },
};

/** The fast path on both ends, with a server that reads and writes HTTP/1.1 itself where it can. */
export const strictPath: Path = {
  name: "strict",
  open: openFastTransport,
  createServer(service, implementation, options) {
    const server = fastPath.createServer(service, implementation, options);
    const calls = createUnaryCalls([{ service, implementation }]);
    const [toHttp] = server.listeners("connection") as [(this: unknown, socket: Socket) => void];
    server.off("connection", toHttp);
    return server.on("connection", (socket) => {
      serveStrict(socket, {
        keepAliveMs: 65_000,
        closes: () => false,
        handOver: () => toHttp.call(server, socket),
        onFault: () => {},
        take({ url, headers, rawHeaders, body }) {
          const spec = calls.find(url);
          const isLong =
            options?.readMaxBytes !== undefined && body.byteLength > options.readMaxBytes;
          if (spec === undefined || isLong) return undefined;
          const timeoutMs = Number(headers["connect-timeout-ms"] ?? Number.NaN);
          const request = { url, headers, rawHeaders };
          const context = new UnaryContext(spec.method, request, timeoutMs || undefined);
          return {
            headers: {},
            reply: calls.answer(spec, context, body, false),
            end: () => context.leave(),
          };
        },
      });
    });
  },
};

/** The stock client and the fast server, over HTTP/2. */
export const stockToFast: Path = {
  name: "stock client, fast server",
  open: openStockTransport,
  createServer(service, implementation, options) {
    const calls = createUnaryCalls([{ service, implementation }]);
    const unary = createUnaryListener(calls, options);
    return createHttp2Server((request, response) => {
      if (unary(request, response)) return;
      response.writeHead(404);
      response.end();
    });
  },
};

/** The fast client and the stock server, over HTTP/1.1. */
export const fastToStock: Path = {
  name: "fast client, stock server",
  open: openFastTransport,
  createServer(service, implementation, options) {
    const routes = (router: ConnectRouter) => router.service(service, implementation);
    return createServer(connectNodeAdapter({ routes, ...options }));
  },
};
