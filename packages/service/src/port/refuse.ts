import type { IncomingMessage, ServerResponse } from "node:http";
import { Http2ServerRequest, type Http2ServerResponse } from "node:http2";
import { Code } from "@connectrpc/connect";
import { codeToString } from "@connectrpc/connect/protocol-connect";
import { encodeGrpcMessage } from "./encode-grpc-message.ts";

/** Why a request is refused. */
export interface Refusal {
  /** The HTTP status. A gRPC client gets 200 and the code, because it reads only the code. */
  readonly status: number;
  /** Unknown when the status says it all. */
  readonly code: Code;
  readonly message: string;
}

/**
 * Refuses a request that no handler has taken. A gRPC client on HTTP/2, and a gRPC-Web client
 * on each HTTP, gets the code in the headers of an answer without a body ("Trailers-Only" in
 * gRPC over HTTP/2, Responses). All others get the status and the error in the JSON of Connect,
 * or as plain text when the code is Unknown.
 */
export function refuse(
  request: IncomingMessage | Http2ServerRequest,
  response: ServerResponse | Http2ServerResponse,
  { status, code, message }: Refusal,
): void {
  // An HTTP/2 stream stays open until its body is read.
  request.resume();
  const type = request.headers["content-type"] ?? "";
  const isHttp2 = request instanceof Http2ServerRequest;
  if (isHttp2 ? /^application\/grpc/i.test(type) : /^application\/grpc-web/i.test(type)) {
    response.statusCode = 200;
    response.setHeader("content-type", type);
    response.setHeader("grpc-status", String(code));
    response.setHeader("grpc-message", encodeGrpcMessage(message));
    response.end();
    return;
  }
  response.statusCode = status;
  const isKnown = code !== Code.Unknown;
  response.setHeader("content-type", isKnown ? "application/json" : "text/plain");
  const body = isKnown ? JSON.stringify({ code: codeToString(code), message }) : message;
  response.end(`${body}\n`);
}
