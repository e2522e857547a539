import type { Html } from "./html.ts";

/** A page of the observer, or something else that a browser asks it for. */
export interface Route {
  /** A POST is only answered when its form has the token of our own pages. */
  readonly method: "GET" | "POST";
  /** The pathname of a URLPattern: "/traces/:id". */
  readonly path: string;
  answer(request: PageRequest): Answer | Promise<Answer>;
}

/** What a route is asked. */
export interface PageRequest {
  readonly url: URL;
  /** What the path has for each name of the pattern, decoded. */
  readonly params: Readonly<Record<string, string>>;
  /** The fields of the form that was sent. Empty for a GET. */
  readonly form: URLSearchParams;
  /** Aborts when the reader has gone. */
  readonly signal: AbortSignal;
}

/** What a route answers. */
export type Answer = Page | Content | Redirect | EventSource | Live;

/** What stands inside the frame that all pages have. */
export interface Page {
  readonly kind: "page";
  readonly title: string;
  /** Default 200. */
  readonly status?: number;
  readonly body: Html;
}

/** Anything else, as it is. */
export interface Content {
  readonly kind: "content";
  readonly type: string;
  readonly body: string | Uint8Array;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Sends the browser to another page, by GET (RFC 9110 section 15.4.4). */
export interface Redirect {
  readonly kind: "redirect";
  readonly location: string;
}

/** Keeps the answer open and sends what happens (server-sent events). */
export interface EventSource {
  readonly kind: "events";
  /** The names of the topics that the reader wants. */
  readonly topics: readonly string[];
}

/** Keeps the answer open and sends what happens on behalf of this request alone. */
export interface Live {
  readonly kind: "live";
  /** Each is sent as JSON. They must end when the signal of the request aborts. */
  readonly events: AsyncIterable<object>;
}
