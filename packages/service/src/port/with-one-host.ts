import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { Code } from "@connectrpc/connect";
import { hostName } from "./host-name.ts";
import type { PortListener } from "./open-port.ts";
import { type Refusal, refuse } from "./refuse.ts";

/**
 * Returns a listener that gets only requests for one valid host, which is then in
 * `headers.host` wherever the client named it. A malformed host, or two hosts, are refused with
 * 400 (RFC 9112 section 3.2, RFC 9113 section 8.3.1), a version of HTTP that is not ours with
 * 505.
 */
export function withOneHost(listener: PortListener): PortListener {
  // To check a host takes most of a microsecond, and nearly all requests name the same one.
  let last: string | undefined;
  return (request, response) => {
    const isHttp2 = request instanceof Http2ServerRequest;
    const refusal = isHttp2 ? unify2(request) : unify1(request);
    const { host } = request.headers;
    // HTTP/1.0 needs no host, and the header is empty when the URL has none.
    const isSound = !host || host === last || hostName(host) !== undefined;
    if (isSound && !refusal) {
      last = host;
      return listener(request, response);
    }
    if (!isHttp2) response.setHeader("connection", "close");
    refuse(request, response, refusal ?? MALFORMED);
  };
}

function unify1(request: IncomingMessage): Refusal | undefined {
  // Node lets a line without a version (HTTP/0.9) pass, and one that says HTTP/2.0.
  if (request.httpVersionMajor !== 1) return OTHER_VERSION;
  const { headers, rawHeaders } = request;
  let named = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length === 4 && name.toLowerCase() === "host") named++;
  }
  if (named > 1) return MALFORMED;
  // A URL in place of the path overrides the header (RFC 9112 section 3.2.2).
  const [, authority, rest = ""] = /^https?:\/\/([^/?#]*)(.*)$/i.exec(request.url ?? "") ?? [];
  if (authority !== undefined) {
    headers.host = authority;
    request.url = rest.startsWith("/") ? rest : `/${rest}`;
  }
  return undefined;
}

function unify2(request: Http2ServerRequest): Refusal | undefined {
  const { headers, authority } = request;
  if (headers.host !== undefined && headers.host !== authority) return MALFORMED;
  if (authority) headers.host = authority;
  return undefined;
}

const OTHER_VERSION: Refusal = {
  status: 505,
  code: Code.Unimplemented,
  message: "the request is of no version of HTTP that is spoken here: 1.0, 1.1 or 2",
};

const MALFORMED: Refusal = {
  status: 400,
  code: Code.InvalidArgument,
  message: "the Host header is malformed, or there are two",
};
