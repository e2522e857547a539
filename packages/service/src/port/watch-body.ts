import type { OpenRequest } from "./connection.ts";

type Request = OpenRequest["request"];

/**
 * Tells of each piece of a request's body how many bytes it has, as it comes and before
 * anybody reads it; 0 is the end. Never calls back before it returns. Returns whether there is a body at all.
 */
export function watchBody(request: Request, listener: (bytes: number) => void): boolean {
  if (!hasBody(request)) return false;
  const push = request.push;
  request.push = (chunk: Uint8Array | null, encoding) => {
    const more = push.call(request, chunk, encoding);
    listener(chunk?.byteLength ?? 0);
    return more;
  };
  // HTTP/2 brings nothing that is not asked for.
  request.read(0);
  return true;
}

function hasBody(request: Request): boolean {
  if ("stream" in request) return !request.stream.endAfterHeaders;
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  return coding !== undefined || Number(length) > 0;
}
