import type { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { Reply } from "./unary-calls.ts";

/** Writes what is sent for a call as an answer of Node's HTTP. */
export function writeReply(response: ServerResponse | Http2ServerResponse, reply: Reply): void {
  // The caller may have gone, and its connection with it.
  if (response.destroyed) return;
  const { status, type, metadata, body, encoding } = reply;
  const headers: Record<string, string | number | string[]> = {};
  for (const [name, value] of metadata) {
    headers[name] = name in headers ? [headers[name], value].flat().map(String) : value;
  }
  headers["content-type"] = type;
  headers["content-length"] = body.byteLength;
  if (encoding) headers["content-encoding"] = encoding;
  // Http2ServerResponse can be called in the same way, but the types do not say so.
  (response as ServerResponse).writeHead(status, headers);
  response.end(body);
}
