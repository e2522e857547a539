import type { ServerResponse } from "node:http";
import type { PortListener, ServiceContext } from "@hipstershop/service";
import type { Assets } from "./assets.ts";
import type { Events } from "./events.ts";
import { failurePage } from "./failure-page.ts";
import type { Frame } from "./frame.ts";
import { html } from "./html.ts";
import { look } from "./look.ts";
import { readForm } from "./read-form.ts";
import type { Answer, Page, PageRequest, Route } from "./route.ts";
import { securityHeaders } from "./security-headers.ts";
import { sendContent } from "./send-content.ts";
import { sendEvents } from "./send-events.ts";
import { sendLive } from "./send-live.ts";

export interface PageListenerOptions {
  readonly routes: readonly Route[];
  readonly frame: Frame;
  readonly assets: Assets;
  readonly events: Events;
  readonly token: string;
  readonly context: ServiceContext;
}

type Request = Parameters<PortListener>[0];

/** Creates the listener that finds the route of a request, and sends what it answers. */
export function createPageListener(options: PageListenerOptions): PortListener {
  const { routes, frame, assets, events, token, context } = options;
  const { draining } = context;
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
      const form = method === "POST" ? await readForm(request, token) : NO_FORM;
      if (!form) return NOT_OURS;
      const params = decoded(found.pathname.groups);
      if (!params) return NOTHING_HERE;
      const answer = () => route.answer({ url, params, form, signal });
      return method === "GET" ? look(signal, answer) : answer();
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
    for (const [name, value] of Object.entries(securityHeaders)) response.setHeader(name, value);
    switch (answered.kind) {
      case "redirect":
        response.writeHead(303, { location: answered.location }).end();
        return;
      case "events":
        return sendEvents(
          answered.topics,
          events,
          response,
          AbortSignal.any([gone.signal, draining]),
        );
      case "live":
        return sendLive(answered.events, response, AbortSignal.any([gone.signal, draining]));
      case "content":
        return sendContent(request, response, 200, answered);
      case "page": {
        const path = (request.url ?? "/").split("?", 1)[0] as string;
        const body = frame(answered, path).text;
        return sendContent(request, response, answered.status ?? 200, { type: HTML, body });
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

const NO_FORM = new URLSearchParams();

function decoded(groups: Record<string, string | undefined>): PageRequest["params"] | undefined {
  try {
    return Object.fromEntries(
      Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value ?? "")]),
    );
  } catch {
    return undefined;
  }
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
