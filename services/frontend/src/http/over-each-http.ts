import { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { PortListener } from "@hipstershop/service";
import express, { type Express, type Router } from "express";

/**
 * Returns a listener that answers from the router over HTTP/1.1 and HTTP/2. Express gives each
 * request the prototype of its application, which is that of HTTP/1.1. So there are two
 * applications: in the second one, what Express adds is put on the prototype of HTTP/2.
 */
export function overEachHttp(router: Router): PortListener {
  const http1 = createExpress(router);
  const http2 = createExpress(router);
  http2.request = graft(http2.request, Http2ServerRequest.prototype);
  http2.response = graft(http2.response, Http2ServerResponse.prototype);
  Object.defineProperty(http2.response, "destroyed", { get: isDestroyed });
  return (request, response) => {
    if (!(request instanceof Http2ServerRequest)) return http1(request as never, response as never);
    // body-parser only sees a body by the headers of HTTP/1.1.
    if (!request.stream.endAfterHeaders && !request.headers["content-length"]) {
      request.headers["transfer-encoding"] = "chunked";
    }
    http2(request as never, response as never);
  };
}

function createExpress(router: Router): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  // Behind an ingress or a port forward: cookies are Secure when the visitor's side is.
  app.set("trust proxy", ["loopback", "linklocal", "uniquelocal"]);
  app.set("trust proxy fn", rememberLast(app.get("trust proxy fn")));
  app.use(router);
  return app;
}

/** Express asks about the same address several times for each request, and each time reads it anew. */
function rememberLast(trusts: (address: string) => boolean): (address: string) => boolean {
  let last: string | undefined;
  let trusted = false;
  return (address) => {
    if (address !== last) trusted = trusts(address);
    last = address;
    return trusted;
  };
}

/** Whether the visitor has gone. The response of HTTP/1.1 says so, that of HTTP/2 does not. */
function isDestroyed(this: Http2ServerResponse): boolean {
  return this.stream.destroyed;
}

/** Returns a prototype with the properties of an application and those that Express adds. */
function graft<T extends object>(own: T, prototype: object): T {
  const added = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(own));
  return Object.create(prototype, { ...added, ...Object.getOwnPropertyDescriptors(own) }) as T;
}
