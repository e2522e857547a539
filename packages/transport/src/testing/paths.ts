import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import type { Server } from "node:net";
import type { DescService } from "@bufbuild/protobuf";
import type { ConnectRouter, ServiceImpl } from "@connectrpc/connect";
import { connectNodeAdapter } from "@connectrpc/connect-node";
import type { OpenTransport } from "../instance-transport.ts";
import { openStockTransport } from "../stock-transport.ts";
import { openFastTransport } from "../unary/fast-transport.ts";
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
    const unary = createUnaryListener(service, implementation, options);
    return createServer((request, response) => {
      if (unary(request, response)) return;
      response.writeHead(404).end();
    });
  },
};

/** The stock client and the fast server, over HTTP/2. */
export const stockToFast: Path = {
  name: "stock client, fast server",
  open: openStockTransport,
  createServer(service, implementation, options) {
    const unary = createUnaryListener(service, implementation, options);
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
