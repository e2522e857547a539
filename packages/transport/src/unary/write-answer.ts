import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { codeToHttpStatus, errorToJsonBytes } from "@connectrpc/connect/protocol-connect";
import type { UnaryContext } from "./unary-context.ts";

type Response = ServerResponse | Http2ServerResponse;

/** Writes the answer to a call, with its metadata. `encoding` names how the body is compressed. */
export function writeAnswer(
  response: Response,
  context: UnaryContext,
  body: Uint8Array,
  encoding?: string,
): void {
  write(response, 200, "application/proto", context.metadata(), body, encoding);
}

/** Writes the error that ended a call, with its details and metadata. */
export function writeError(response: Response, context: UnaryContext, reason: unknown): void {
  const error = context.fail(reason);
  const body = errorToJsonBytes(error, undefined);
  write(response, codeToHttpStatus(error.code), "application/json", context.metadata(), body);
}

function write(
  response: Response,
  status: number,
  contentType: string,
  metadata: Iterable<[string, string]>,
  body: Uint8Array,
  encoding?: string,
): void {
  // The caller may have gone, and its connection with it.
  if (response.destroyed) return;
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of metadata) {
    // Headers yields only one name more than once: set-cookie.
    headers[name] = name in headers ? [headers[name], value].flat().map(String) : value;
  }
  headers["content-type"] = contentType;
  headers["content-length"] = body.byteLength;
  if (encoding) headers["content-encoding"] = encoding;
  // Http2ServerResponse can be called in the same way, but the types do not say so.
  (response as ServerResponse).writeHead(status, headers);
  response.end(body);
}
