import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { BOUNDS, type Bounds } from "./bounds.ts";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** An Express middleware: calls `next` when it is the request's turn. */
export type PageQueue = (
  request: Request,
  response: Response,
  next: (error?: Error) => void,
) => void;

/** Why a page was refused. */
export class TooBusyError extends Error {
  readonly status = 503;
}

interface Waiting {
  readonly connection: object;
  readonly begin: () => void;
  readonly refuse: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Creates the queue of a server's pages: `pages` of them are made at once, and the others wait.
 * Connections take turns, so that many pages of one do not delay those of another. A page that
 * waits too long is refused: `Retry-After` is set, and it fails with a TooBusyError. When too
 * many pages wait, the newest page of the connection with the most of them is refused.
 */
export function createPageQueue(
  bounds: Pick<Bounds, "pages" | "waitingPages" | "pageWaitMs"> = BOUNDS,
): PageQueue {
  const waiting = new Map<object, Set<Waiting>>();
  let waits = 0;
  let making = 0;

  function leave(page: Waiting): void {
    const { connection, timer } = page;
    const pages = waiting.get(connection);
    if (!pages?.delete(page)) return;
    waits--;
    clearTimeout(timer);
    waiting.delete(connection);
    // To the end of the map: its next page comes after those of the others.
    if (pages.size > 0) waiting.set(connection, pages);
  }

  function beginNext(): void {
    while (making < bounds.pages) {
      const [[page] = []] = waiting.values();
      if (!page) return;
      page.begin();
    }
  }

  function make(response: Response, next: () => void): void {
    making++;
    let made = false;
    const release = () => {
      if (made) return;
      made = true;
      making--;
      queueMicrotask(beginNext);
    };
    response.once("close", release);
    // A client that is slow to take its page must not delay the pages of others.
    Object.assign(response, { [RELEASE]: release, end: endAndRelease });
    next();
  }

  function refuseHeaviest(): void {
    const heaviest = [...waiting.values()].reduce((a, b) => (b.size >= a.size ? b : a));
    [...heaviest].at(-1)?.refuse();
  }

  return (request, response, next) => {
    if (making < bounds.pages) return make(response, next);
    const connection = connectionOf(request);
    const refuse = AsyncResource.bind(() => {
      leave(page);
      response.setHeader("retry-after", 5);
      next(new TooBusyError("too many pages are asked for"));
    });
    const page: Waiting = {
      connection,
      begin: AsyncResource.bind(() => {
        leave(page);
        if (!hasGone(request)) make(response, next);
      }),
      refuse,
      timer: setTimeout(refuse, bounds.pageWaitMs),
    };
    response.once("close", () => leave(page));
    const pages = waiting.get(connection) ?? new Set();
    waiting.set(connection, pages.add(page));
    waits++;
    if (waits > bounds.waitingPages) refuseHeaviest();
  };
}

const RELEASE = Symbol("release");

/**
 * Takes the place of a response's own `end`. It is one function for all: V8 would keep one that is made
 * for a single response, with all that this holds, until its next major collection.
 */
function endAndRelease(this: Response & { [RELEASE](): void }, ...args: unknown[]) {
  const { end } = Object.getPrototypeOf(this) as { end(...args: unknown[]): Response };
  const result = end.apply(this, args);
  this[RELEASE]();
  return result;
}

function connectionOf(request: Request): object {
  return "stream" in request ? (request.stream.session ?? request.stream) : request.socket;
}

function hasGone(request: Request): boolean {
  return "stream" in request ? request.stream.destroyed : request.socket.destroyed;
}
