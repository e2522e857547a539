import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { parseTimeout } from "@connectrpc/connect/protocol-connect";
import { readBody } from "./read-body.ts";
import type { UnaryCalls, UnaryCallsOptions, UnarySpec } from "./unary-calls.ts";
import { UnaryContext } from "./unary-context.ts";
import { writeReply } from "./write-reply.ts";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/**
 * Answers a request and returns true if it is a plain unary call to the service. If not, it returns
 * false and leaves the request untouched, for connect-node to answer.
 */
export type UnaryListener = (request: Request, response: Response) => boolean;

/**
 * Creates a listener that answers the unary calls of a service, in the Connect protocol, at the
 * least cost. It takes what our own clients send: a POST of binary protobuf that is not compressed.
 * It leaves JSON, GET, compressed requests, streams, gRPC and gRPC-Web to connect-node.
 */
export function createUnaryListener(
  calls: UnaryCalls,
  { readMaxBytes = 4 * 2 ** 20, onFault }: UnaryCallsOptions = {},
): UnaryListener {
  async function answer(spec: UnarySpec, request: Request, response: Response) {
    const { headers } = request;
    const timeoutText = headers["connect-timeout-ms"] as string | undefined;
    const timeout = parseTimeout(timeoutText ?? null, Number.POSITIVE_INFINITY);
    const context = new UnaryContext(spec.method, request, timeout.timeoutMs);
    // Every answer ends with this event.
    response.on("close", () => context.leave());
    const body = timeout.error
      ? Promise.reject(timeout.error)
      : readBody(request, headers["content-length"], readMaxBytes).catch(brokeOff);
    writeReply(response, await calls.answer(spec, context, body, asksForGzip(headers)));
  }

  return (request, response) => {
    const spec = calls.find(request.url ?? "");
    if (spec === undefined || !isPlain(request)) return false;
    answer(spec, request, response).catch((fault: unknown) => {
      // HTTP cannot carry the metadata that the handler set. Not even the error can be written.
      onFault?.(fault);
      response.destroy();
    });
    return true;
  };
}

function isPlain({ method, headers }: Request): boolean {
  const encoding = headers["content-encoding"];
  return (
    method === "POST" &&
    headers["content-type"] === "application/proto" &&
    (encoding === undefined || encoding === "identity")
  );
}

function asksForGzip(headers: Request["headers"]): boolean {
  const names = String(headers["accept-encoding"] ?? "").split(",");
  return names.some((name) => name.trim() === "gzip");
}

/** A message that ends too early means that the caller has gone. */
function brokeOff(reason: unknown): never {
  throw reason instanceof ConnectError
    ? reason
    : new ConnectError("the caller has gone", Code.Canceled);
}
