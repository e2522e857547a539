import { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import type { PortListener } from "@hipstershop/service";
import express, { type Express, type Router } from "express";

/**
 * Returns a listener that answers from the router over HTTP/1.1 and HTTP/2. Express gives each
 * request the prototype of its application, which is HTTP/1.1's: so there are two, and what
 * Express adds to that prototype stands on HTTP/2's in the second.
 */
export function overEachHttp(router: Router): PortListener {
  const http1 = createExpress(router);
  const http2 = createExpress(router);
  http2.request = graft(http2.request, Http2ServerRequest.prototype);
  http2.response = graft(http2.response, Http2ServerResponse.prototype);
  Object.defineProperty(http2.response, "destroyed", { get: isDestroyed });
  return (request, response) => {
    if (!(request instanceof Http2ServerRequest)) return http1(request as never, response as never);
    // Of a body, body-parser knows by the headers of HTTP/1.1 alone.
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
  app.use(router);
  return app;
}

/** Whether the visitor has gone, which HTTP/1.1's response says and HTTP/2's does not. */
function isDestroyed(this: Http2ServerResponse): boolean {
  return this.stream.destroyed;
}

/** Returns what an application has of its own, and what Express gives to all, over a prototype. */
function graft<T extends object>(own: T, prototype: object): T {
  const added = Object.getOwnPropertyDescriptors(Object.getPrototypeOf(own));
  return Object.create(prototype, { ...added, ...Object.getOwnPropertyDescriptors(own) }) as T;
}
