import { setTimeout as delay } from "node:timers/promises";
import { LOAD_USER_AGENT } from "@hipstershop/service";
import type { Statistics } from "./statistics.ts";

/** A browser of one visitor: it keeps cookies, follows redirects and counts its requests. */
export interface Browser {
  /** Gets a page. The route stands for all paths of its kind: "GET /product/{id}". */
  get(route: string, path: string, expect: Expectation): Promise<boolean>;
  /** Sends a form, and follows where it leads. */
  post(
    route: string,
    path: string,
    form: Readonly<Record<string, string>>,
    expect: Expectation,
  ): Promise<boolean>;
  /** Drops all cookies: to the shop it is somebody else's from now on. */
  forget(): void;
}

/** Returns what is wrong with the text of a page, or nothing. */
export type Expectation = (body: string) => string | undefined;

export interface BrowserOptions {
  /** Returns where the frontend is, "http://host:port/path"; asked before each request. */
  readonly target: () => Promise<string>;
  readonly statistics: Pick<Statistics, "record" | "recordAgain">;
  readonly signal: AbortSignal;
}

/** How long a visitor would look at a blank page. */
const PATIENCE_MS = 30_000;
/** After a failure a visitor waits for a moment, so that a shop that is down is not flooded. */
const PAUSE_MS = 250;

/**
 * Opens a browser. Each request is counted once, with the redirects that it leads to; it
 * resolves to whether the page came and was as expected. A failed request is counted, not
 * thrown; one that the signal cuts short is not counted. A GET that got no answer is asked once more, as
 * browsers do (RFC 9110 section 9.2.2), and that is counted. A form never is.
 */
export function createBrowser({ target, statistics, signal }: BrowserOptions): Browser {
  const cookies = new Map<string, string>();

  async function request(route: string, path: string, form: Form, expect: Expectation) {
    const startMs = performance.now();
    const failure = await load(route, path, form, expect);
    if (signal.aborted) return false;
    statistics.record(route, performance.now() - startMs, failure);
    if (failure === undefined) return true;
    await delay(PAUSE_MS, undefined, { signal }).catch(() => {});
    return false;
  }

  /** Returns why the page did not come or is not as expected, if so. */
  async function load(
    route: string,
    path: string,
    form: Form,
    expect: Expectation,
  ): Promise<string | undefined> {
    const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);

    async function read(find: () => Promise<URL>): Promise<Response> {
      const first = await find();
      try {
        return await send(first, undefined, patience);
      } catch (error) {
        if (patience.aborted) throw error;
        statistics.recordAgain(route);
        return await send(await find(), undefined, patience);
      }
    }

    async function shop(): Promise<URL> {
      // The shop may have a path of its own (BASE_URL), with or without a slash at its end.
      return new URL(`${(await target()).replace(/\/$/, "")}${path}`);
    }

    try {
      let response = form ? await send(await shop(), form, patience) : await read(shop);
      for (let hops = 0; response.status >= 300 && response.status < 400; hops++) {
        if (hops === 5) return "it leads from page to page without end";
        const next = new URL(response.headers.get("location") ?? "/", response.url);
        await response.arrayBuffer();
        response = await read(async () => next);
      }
      const body = await response.text();
      return response.status === 200 ? expect(body) : `status ${response.status}`;
    } catch (error) {
      return reason(error);
    }
  }

  async function send(url: URL, form: Form, patience: AbortSignal): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const response = await fetch(url, {
      redirect: "manual",
      signal: patience,
      headers: { "user-agent": LOAD_USER_AGENT, ...(cookie !== "" && { cookie }) },
      ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    return response;
  }

  return {
    get: (route, path, expect) => request(route, path, undefined, expect),
    post: request,
    forget: () => cookies.clear(),
  };
}

type Form = Readonly<Record<string, string>> | undefined;

/** fetch always says "fetch failed"; what happened is in the cause. */
function reason(error: unknown): string {
  const { name, message, cause } = error as Error;
  if (name === "TimeoutError") return `no page within ${PATIENCE_MS / 1000} s`;
  if (!(cause instanceof Error)) return message;
  return (cause as NodeJS.ErrnoException).code ?? cause.message;
}
