import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { Code, ConnectError } from "@connectrpc/connect";
import { mergeNonProtocolHeaders } from "@connectrpc/connect/protocol";
import {
  codeToHttpStatus,
  contentTypeUnaryJson,
  contentTypeUnaryProto,
  errorToJsonBytes,
  headerContentType,
  headerUnaryContentLength,
  headerUnaryEncoding,
} from "@connectrpc/connect/protocol-connect";
import type { UnaryContext } from "./unary-context.ts";

type Response = ServerResponse | Http2ServerResponse;

/** Writes the answer of a call and its metadata, and by what the body is compressed. */
export function writeAnswer(
  response: Response,
  context: UnaryContext,
  body: Uint8Array,
  encoding?: string,
): void {
  write(response, 200, contentTypeUnaryProto, context.metadata(), body, encoding);
}

/**
 * Writes the error that ended a call, with its details and metadata. What is no
 * ConnectError is INTERNAL, and tells the caller nothing more.
 */
export function writeError(response: Response, context: UnaryContext, reason: unknown): void {
  const error =
    reason instanceof ConnectError ? reason : new ConnectError("internal error", Code.Internal);
  // The metadata of an error that came from another server were meant for this one alone.
  if (!error.isWireError) mergeNonProtocolHeaders(context.responseHeader, error.metadata);
  const body = errorToJsonBytes(error, undefined);
  write(response, codeToHttpStatus(error.code), contentTypeUnaryJson, context.metadata(), body);
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
    // Headers holds one name alone more than once: set-cookie.
    headers[name] = name in headers ? [headers[name], value].flat().map(String) : value;
  }
  headers[headerContentType] = contentType;
  headers[headerUnaryContentLength] = body.byteLength;
  if (encoding) headers[headerUnaryEncoding] = encoding;
  // Http2ServerResponse is made to be called like it, though their types do not say so.
  (response as ServerResponse).writeHead(status, headers);
  response.end(body);
}
