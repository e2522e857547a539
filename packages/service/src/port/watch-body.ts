import type { Exchange } from "./open-request.ts";
import type { Watchable } from "./watchable.ts";

type Request = NonNullable<Exchange["request"]>;

/**
 * Calls `listener` with the size in bytes of each piece of a request's body when it comes,
 * before anybody reads it, and with 0 at the end. Returns false when there is no body. The
 * first call comes after it has returned.
 */
export function watchBody(
  request: Request & Watchable,
  listener: (bytes: number) => void,
): boolean {
  if (!hasBody(request)) return false;
  request.onPiece = listener;
  // On HTTP/2 nothing comes before somebody reads.
  request.read(0);
  return true;
}

function hasBody(request: Request): boolean {
  if ("stream" in request) return !request.stream.endAfterHeaders;
  const { "content-length": length, "transfer-encoding": coding } = request.headers;
  return coding !== undefined || Number(length) > 0;
}
