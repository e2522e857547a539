import { AsyncResource } from "node:async_hooks";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Http2ServerRequest, Http2ServerResponse } from "node:http2";
import { BOUNDS, type Bounds } from "./bounds.ts";

type Request = IncomingMessage | Http2ServerRequest;
type Response = ServerResponse | Http2ServerResponse;

/** Lets a request go on when it is its turn, as Express's middleware does. */
export type PageQueue = (
  request: Request,
  response: Response,
  next: (error?: Error) => void,
) => void;

/** What a page that was refused fails with. */
export class TooBusyError extends Error {
  readonly status = 503;
}

interface Waiting {
  readonly begin: () => void;
  readonly refuse: () => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * Creates the queue of a server's pages: so many are made at once, and the others wait for
 * their turn. The connections that wait take turns, so that no one's many pages keep another's
 * waiting. A page that waits for too long fails with a TooBusyError, after `Retry-After` is set;
 * and so does the newest page of the connection with the most of them when too many wait.
 */
export function createPageQueue(
  bounds: Pick<Bounds, "pages" | "waitingPages" | "pageWaitMs"> = BOUNDS,
): PageQueue {
  const waiting = new Map<object, Waiting[]>();
  let waits = 0;
  let making = 0;

  function take(connection: object, which: "shift" | "pop"): Waiting | undefined {
    const pages = waiting.get(connection);
    const page = pages?.[which]();
    if (!page) return undefined;
    waits--;
    clearTimeout(page.timer);
    waiting.delete(connection);
    // Behind the others, for its next page.
    if (pages && pages.length > 0) waiting.set(connection, pages);
    return page;
  }

  function beginNext(): void {
    while (making < bounds.pages) {
      const [connection] = waiting.keys();
      if (!connection) return;
      take(connection, "shift")?.begin();
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
    // Its client may be slow to take it, which keeps nobody else waiting.
    const end = response.end as (...args: unknown[]) => typeof response;
    response.end = ((...args: unknown[]) => {
      const result = end.apply(response, args);
      release();
      return result;
    }) as typeof response.end;
    next();
  }

  function refuseHeaviest(): void {
    let most: [object, number] | undefined;
    for (const [connection, { length }] of waiting) {
      if (!most || length >= most[1]) most = [connection, length];
    }
    if (most) take(most[0], "pop")?.refuse();
  }

  return (request, response, next) => {
    if (making < bounds.pages) return make(response, next);
    const connection = connectionOf(request);
    const pages = waiting.get(connection) ?? [];
    const refuse = () => {
      response.setHeader("retry-after", 5);
      next(new TooBusyError("too many pages are asked for"));
    };
    const page: Waiting = {
      begin: AsyncResource.bind(() => {
        if (!hasGone(request)) make(response, next);
      }),
      refuse: AsyncResource.bind(refuse),
      timer: setTimeout(() => {
        leave();
        refuse();
      }, bounds.pageWaitMs),
    };
    const leave = () => {
      const at = pages.indexOf(page);
      if (at < 0) return;
      pages.splice(at, 1);
      waits--;
      clearTimeout(page.timer);
      if (pages.length === 0) waiting.delete(connection);
    };
    response.once("close", leave);
    pages.push(page);
    waiting.set(connection, pages);
    waits++;
    if (waits > bounds.waitingPages) refuseHeaviest();
  };
}

function connectionOf(request: Request): object {
  return "stream" in request ? (request.stream.session ?? request.stream) : request.socket;
}

function hasGone(request: Request): boolean {
  return "stream" in request ? request.stream.destroyed : request.socket.destroyed;
}
