import { once } from "node:events";
import type { ServerResponse } from "node:http";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { Code, ConnectError } from "@connectrpc/connect";
import type { PortListener, ServiceContext } from "@hipstershop/service";
import { BodyError, readBody } from "../receiver/read-body.ts";
import type { Assets } from "./assets.ts";
import type { Events } from "./events.ts";
import type { Frame } from "./frame.ts";
import { html } from "./html.ts";
import type { Answer, Page, PageRequest, Route } from "./route.ts";

export interface PageListenerOptions {
  readonly routes: readonly Route[];
  readonly frame: Frame;
  readonly assets: Assets;
  readonly events: Events;
  readonly token: string;
  readonly context: ServiceContext;
}

type Request = Parameters<PortListener>[0];

/** The longest form, in bytes. */
const MAX_FORM_BYTES = 16 * 1024;

/** Creates the listener that finds the route of a request, and sends what it answers. */
export function createPageListener(options: PageListenerOptions): PortListener {
  const { routes, frame, assets, context } = options;
  const patterns = routes.map((route) => ({
    route,
    pattern: new URLPattern({ pathname: route.path }),
  }));

  async function answer(request: Request, signal: AbortSignal): Promise<Answer> {
    const url = new URL(request.url ?? "/", "http://observer");
    const asset = assets.find(url.pathname);
    if (asset) return { kind: "content", type: asset.type, body: asset.content, headers: FOREVER };
    const method = request.method === "HEAD" ? "GET" : request.method;
    for (const { route, pattern } of patterns) {
      const found = route.method === method && pattern.exec({ pathname: url.pathname });
      if (!found) continue;
      const form = method === "POST" ? await readForm(request, options.token) : NO_FORM;
      if (!form) return NOT_OURS;
      const params = decoded(found.pathname.groups);
      return params ? route.answer({ url, params, form, signal }) : NOTHING_HERE;
    }
    return NOTHING_HERE;
  }

  async function handle(request: Request, response: ServerResponse): Promise<void> {
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const answered = await answer(request, gone.signal).catch((error) =>
      failurePage(error, context),
    );
    if (gone.signal.aborted) return;
    for (const [name, value] of Object.entries(SECURITY)) response.setHeader(name, value);
    switch (answered.kind) {
      case "redirect":
        response.writeHead(303, { location: answered.location }).end();
        return;
      case "events":
        return sendEvents(answered.topics, options, response, gone.signal);
      case "content":
        return send(request, response, 200, answered);
      case "page": {
        const path = (request.url ?? "/").split("?", 1)[0] as string;
        const body = frame(answered, path).text;
        return send(request, response, answered.status ?? 200, { type: HTML, body });
      }
    }
  }

  return (request, response) => {
    // That of HTTP/2 has all that is used here.
    handle(request, response as ServerResponse).catch((err) => {
      context.log.error({ err, path: request.url?.split("?", 1)[0] }, "A page failed");
      response.destroy();
    });
  };
}

async function send(
  request: Request,
  response: ServerResponse,
  status: number,
  content: Pick<Extract<Answer, { kind: "content" }>, "type" | "body" | "headers">,
): Promise<void> {
  let body = Buffer.from(content.body);
  const headers: Record<string, string | number> = {
    "content-type": content.type,
    "cache-control": "no-store",
    vary: "accept-encoding",
    ...content.headers,
  };
  const accepted = String(request.headers["accept-encoding"] ?? "");
  if (body.length > 1_024 && /\bgzip\b/.test(accepted) && !content.type.startsWith("font/")) {
    body = Buffer.from(await promisify(gzip)(body));
    headers["content-encoding"] = "gzip";
  }
  response.writeHead(status, { ...headers, "content-length": body.length });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** A reader who takes nothing for so many bytes is let go: the browser comes back by itself. */
const MAX_UNREAD_BYTES = 1024 * 1024;

async function sendEvents(
  topics: readonly string[],
  { events, context }: PageListenerOptions,
  response: ServerResponse,
  signal: AbortSignal,
): Promise<void> {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  // Tells the browser that it is connected, and to come back after a second.
  response.write("retry: 1000\n\n");
  using _reader = events.add(topics, (text) => {
    if (response.writableLength > MAX_UNREAD_BYTES) response.destroy();
    else response.write(text);
  });
  const ended = AbortSignal.any([signal, context.draining]);
  if (!ended.aborted) await once(ended, "abort");
  response.end();
}

const NO_FORM = new URLSearchParams();

/** Reads a form. Undefined when it was not sent by one of our own pages. */
async function readForm(request: Request, token: string): Promise<URLSearchParams | undefined> {
  const site = request.headers["sec-fetch-site"];
  if (site !== undefined && site !== "same-origin") return undefined;
  const body = await readBody(request, undefined, MAX_FORM_BYTES);
  const form = new URLSearchParams(body.toString("utf8"));
  return form.get("token") === token ? form : undefined;
}

function decoded(groups: Record<string, string | undefined>): PageRequest["params"] | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
    );
  } catch {
    return undefined;
  }
}

function failurePage(error: unknown, { log }: ServiceContext): Page {
  if (error instanceof BodyError) {
    const body = html`<h1>That was not read</h1><p class="lead">${error.message}.</p>`;
    return { kind: "page", title: "Not read", status: error.status, body };
  }
  const isCall = error instanceof ConnectError;
  if (!isCall) log.error({ err: error }, "A page failed");
  const said = isCall ? `${error.rawMessage} (${Code[error.code]})` : "The log says why";
  const body = html`<h1>${isCall ? "A service did not answer" : "This page failed"}</h1>
<p class="lead">${said}.</p>
<p><a href="">Try again</a></p>`;
  return { kind: "page", title: "Out of reach", status: isCall ? 503 : 500, body };
}

const NOTHING_HERE: Page = {
  kind: "page",
  title: "Nothing here",
  status: 404,
  body: html`<h1>There is nothing here</h1><p class="lead">No page of the observer has this address.</p>`,
};

const NOT_OURS: Page = {
  kind: "page",
  title: "Refused",
  status: 403,
  body: html`<h1>That was refused</h1><p class="lead">The form was not sent by a page of this observer, or by one from before it was started again. Load the page again.</p>`,
};

const HTML = "text/html; charset=utf-8";

const FOREVER = { "cache-control": "public, max-age=31536000, immutable" };

const SECURITY: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types observer",
  ].join("; "),
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
};
