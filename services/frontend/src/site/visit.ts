import { randomUUID } from "node:crypto";
import { ConnectError } from "@connectrpc/connect";
import { type CallRecord, runInCallContext, traceHeaders } from "@hipstershop/rpc";
import { LOAD_USER_AGENT, type Recorder, type Spells } from "@hipstershop/service";
import type { Request, RequestHandler, Response } from "express";
import type { Logger } from "pino";
import { CURRENCY_COOKIE, keepCookie, readCookie, SESSION_COOKIE } from "../http/cookies.ts";
import { DEFAULT_CURRENCY, isOfferedCurrency } from "./currencies.ts";
import { shownPath } from "./shown-path.ts";

/** One request for a page: who asks, in which currency, and how it went. */
export interface Visit {
  /** Follows the request through every service and stands on every error page. */
  readonly requestId: string;
  /** Names the visitor's cart and orders. */
  readonly sessionId: string;
  /** Whether the visitor brought the session. */
  readonly returns: boolean;
  /** One of the offered currencies. */
  readonly currency: string;
  /** Names the page's trace, 32 digits in hex. Absent while nobody takes in traces. */
  traceId?: string | undefined;
  readonly method: string;
  /** The path below BASE_URL, with the names in its query but not the values. */
  readonly path: string;
  /** In milliseconds since the epoch. */
  readonly startMs: number;
  /** Every call made for the page, in the order in which they ended. */
  readonly calls: CallRecord[];
  /** What the page had to do without. */
  readonly missing: Set<Part>;
  /** Whether the page shows prices. */
  priced: boolean;
  /** The other sites that products have pictures on: "https://cdn.example.com". */
  readonly pictureOrigins: Set<string>;
  readonly log: Logger;
  /** Log wrong answers, once in a while. */
  readonly spells: Spells;
}

/** A part of a page that may be missing from it. */
export type Part =
  | "ads"
  | "cart"
  | "catalog"
  | "currencies"
  | "currency"
  | "recommendations"
  | "shipping";

export interface VisitOptions {
  /** Puts every visitor in one session, for those who keep no cookies. */
  readonly sharedSession: boolean;
  /** Returns what records the visits, while somebody wants to know. */
  readonly recorder?: (() => Recorder | undefined) | undefined;
  /** Whether visitors may send W3C's baggage, which goes on to every service. */
  readonly takesBaggage?: boolean;
  /** Told of each visit as it begins. */
  readonly onVisit: (visit: Visit) => void;
  readonly log: Logger;
  readonly spells: Spells;
}

/** Opens a visit for each request, and has all calls made on its behalf. */
export function openVisit(options: VisitOptions): RequestHandler {
  const { sharedSession, recorder, takesBaggage, onVisit, log, spells } = options;
  return (request, response, next) => {
    const session = acceptable(readCookie(request, SESSION_COOKIE));
    const visit: Visit = {
      requestId: acceptable(request.get("x-request-id")) ?? randomUUID(),
      sessionId: sharedSession ? SHARED_SESSION : (session ?? randomUUID()),
      returns: session !== undefined,
      currency: currencyOf(readCookie(request, CURRENCY_COOKIE)),
      method: request.method,
      path: shownPath(request.originalUrl.slice(request.baseUrl.length)),
      startMs: performance.timeOrigin + performance.now(),
      calls: [],
      missing: new Set(),
      priced: false,
      pictureOrigins: new Set(),
      log,
      spells,
    };
    response.locals.visit = visit;
    // An answer with a visitor's cookie must not be cached for others.
    response.set({ "x-request-id": visit.requestId, "cache-control": "private, no-cache" });
    keepCookie(request, response, SESSION_COOKIE, visit.sessionId);
    onVisit(visit);

    const { baggage, ...trace } = traceHeaders(request.headers) ?? {};
    const received = { ...trace, ...(takesBaggage && baggage && { baggage }) };
    const isTest = request.get("user-agent") === LOAD_USER_AGENT;
    const recorded = recorder?.()?.beginPage({ method: request.method, received, isTest });
    visit.traceId = recorded?.span?.traceId;
    const gone = new AbortController();
    response.once("close", () => {
      if (!response.writableEnded) gone.abort(new Error("The visitor has gone"));
      recorded?.end({ route: routeOf(request), status: response.statusCode });
    });
    const context = {
      requestId: visit.requestId,
      deadlineMs: performance.now() + PAGE_TIMEOUT_MS,
      signal: gone.signal,
      onCall: (call: CallRecord) => visit.calls.push(call),
      received,
      span: recorded?.span,
    };
    runInCallContext(context, next);
  };
}

/** The pattern that answered a request, "/product/:id"; undefined when none did. */
function routeOf({ route }: Request): string | undefined {
  if (!route) return undefined;
  const [path] = [route.path].flat();
  return String(path);
}

/** Returns the visit that a response answers. */
export function visitOf(response: Response): Visit {
  return response.locals.visit as Visit;
}

/**
 * Waits for a part that the page can do without. When the call fails, or its answer is found to
 * be wrong, returns undefined and remembers what is missing.
 */
export async function optional<T>(
  visit: Visit,
  part: Part,
  call: Promise<T>,
): Promise<T | undefined> {
  const reading = `Reading the answer for the ${part} of a page`;
  try {
    const answer = await call;
    visit.spells.worked(reading);
    return answer;
  } catch (error) {
    visit.missing.add(part);
    // The clients log a failed call. A wrong answer is logged here.
    if (!(error instanceof ConnectError)) visit.spells.failed(reading, { err: error });
    return undefined;
  }
}

// Longer than any call of a page, and than three waves of calls, may take.
const PAGE_TIMEOUT_MS = 15_000;

const SHARED_SESSION = "00000000-0000-4000-8000-000000000000";

/** Ids come from outside: probes and load generators bring their own. */
function acceptable(id: string | undefined): string | undefined {
  return id !== undefined && /^[A-Za-z0-9_.-]{1,128}$/.test(id) ? id : undefined;
}

function currencyOf(cookie: string | undefined): string {
  return cookie !== undefined && isOfferedCurrency(cookie) ? cookie : DEFAULT_CURRENCY;
}
