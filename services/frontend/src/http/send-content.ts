import type { Request, Response } from "express";
import type { Compressible, Encoding } from "./compressible.ts";

/** Sends a content in the best encoding that the client accepts, with the headers set so far. */
export async function sendContent(
  request: Request,
  response: Response,
  content: Compressible,
): Promise<void> {
  response.setHeader("content-type", content.type);
  let body = content.plain;
  if (content.worthwhile) {
    response.vary("accept-encoding");
    const encoding = preferred(request);
    if (encoding) {
      body = await content.as(encoding);
      response.setHeader("content-encoding", encoding);
    }
  }
  response.setHeader("content-length", body.length);
  response.end(request.method === "HEAD" ? undefined : body);
}

function preferred(request: Request): Encoding | undefined {
  // Express prefers the identity to an encoding that the client does not name.
  if (!request.headers["accept-encoding"]) return undefined;
  const encoding = request.acceptsEncodings("br", "gzip", "identity");
  return encoding === "br" || encoding === "gzip" ? encoding : undefined;
}
