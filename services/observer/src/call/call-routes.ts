import { ConnectError } from "@connectrpc/connect";
import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Answer, Page, PageRequest, Route } from "../page/route.ts";
import { callForm } from "./call-form.ts";
import { type CallPart, callParts } from "./call-parts.ts";
import { type CallTarget, type CallView, openView, sentView } from "./call-view.ts";
import { codePart } from "./code-part.ts";
import { noOffer } from "./no-offer.ts";
import { type Offer, offerOf } from "./offer-of.ts";
import { offerPage } from "./offer-page.ts";
import { rpcPage } from "./rpc-page.ts";
import { servicesPage } from "./services-page.ts";
import { withoutSecrets } from "./without-secrets.ts";

/** For how long a stream is read for a page that is sent as a whole, in milliseconds. */
const STREAM_MS = 2_000;

const RPC = "/call/:service/:type/:rpc";

/** The pages from which every RPC of every running service can be called. */
export function callRoutes(app: App): readonly Route[] {
  const { context, assets, token } = app;

  /** Does something with what a service offers, or says why it cannot be known. */
  async function withOffer(
    { params, signal }: PageRequest,
    act: (service: string, offer: Offer) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const service = params.service ?? "";
    const instances = await context.registry.getService(service, { signal });
    if (instances.length === 0)
      return unknown(service, `${context.registry.name} knows no instance of it.`);
    let offer: Offer;
    try {
      offer = await offerOf(context, service, signal);
    } catch (error) {
      return unknown(service, noOffer(ConnectError.from(error), context.registry.name), 503);
    }
    return act(service, offer);
  }

  /** Does something with an RPC that a service offers. */
  function withTarget(
    request: PageRequest,
    act: (target: CallTarget) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    return withOffer(request, async (service, offer) => {
      const { type = "", rpc = "" } = request.params;
      const desc = [...offer.own, ...offer.common].find(({ typeName }) => typeName === type);
      const method = desc?.methods.find(({ name }) => name === rpc);
      if (!method) return unknown(service, `It offers no ${type}/${rpc}.`);
      const found = await context.registry.getService(service, { signal: request.signal });
      const instances = [...found].sort((a, b) => a.id.localeCompare(b.id));
      return act({ service, offer, method, instances, shop: app.shop });
    });
  }

  function show(target: CallTarget, view: CallView, parts: readonly CallPart[] = []): Page {
    return rpcPage(target, {
      view,
      parts,
      token: context.development ? token : undefined,
      script: assets.url("js/call.js"),
    });
  }

  const optionsOf = ({ request, instance }: CallView, signal: AbortSignal) =>
    request && { request, instance, signal };

  const reading: readonly Route[] = [
    { method: "GET", path: "/call", answer: ({ signal }) => servicesPage(app, signal) },
    { method: "GET", path: "/call/:service", answer: (request) => withOffer(request, offerPage) },
    {
      method: "GET",
      path: RPC,
      answer: (request) =>
        withTarget(request, (target) => show(target, openView(target, request.url.searchParams))),
    },
  ];
  // Answers hold what customers have typed, which is only invented in development.
  if (!context.development) return reading;
  return [
    ...reading,
    {
      method: "POST",
      path: RPC,
      answer: (request) =>
        withTarget(request, async (target) => {
          const view = sentView(target, request.form);
          const options = view.isCall && optionsOf(view, request.signal);
          if (!options) return show(target, view);
          const parts: CallPart[] = [];
          const made = callParts(app, target, { ...options, streamMs: STREAM_MS });
          for await (const part of made) parts.push(part);
          const refused = parts.find((part) => part.refused)?.refused;
          return show(target, withRefused(view, refused), parts);
        }),
    },
    {
      method: "POST",
      path: `${RPC}/live`,
      answer: (request) =>
        withTarget(request, (target) => ({ kind: "live", events: live(target, request) })),
    },
  ];

  /** What a page that is open is sent, in the order in which it happens. */
  async function* live(target: CallTarget, { form, signal }: PageRequest): AsyncGenerator<object> {
    const view = sentView(target, form);
    const options = optionsOf(view, signal);
    if (!options) {
      yield { slot: "form", html: callForm(target, view, token).text };
      yield { slot: "answer", html: NOTHING_CALLED };
      return;
    }
    yield { slot: "code", html: codePart(target, view)?.text };
    const kept = withoutSecrets(target.method.input, view.typed.json);
    yield { called: JSON.stringify(kept) };
    for await (const { part, html, refused } of callParts(app, target, options)) {
      yield { slot: part, html: html.text };
      if (!refused) continue;
      yield { slot: "form", html: callForm(target, withRefused(view, refused), token).text };
    }
  }
}

/** Marks the field that the callee has refused. */
function withRefused(view: CallView, refused: CallPart["refused"]): CallView {
  const { typed, mode } = view;
  if (!refused || mode === "json") return view;
  return { ...view, typed: { ...typed, problems: new Map([refused]) } };
}

const NOTHING_CALLED = html`<p class="hint">Nothing was called.</p>`.text;

function unknown(service: string, why: string, status = 404): Page {
  const body = html`<div class="title"><p class="hint"><a href="/call">Call</a></p><h1>${service}</h1><p class="lead">${why}</p></div>
<p><a class="button" href="">Try again</a> <a class="button quiet" href="/call">All services</a></p>`;
  return { kind: "page", title: service, status, body };
}
