import { ConnectError } from "@connectrpc/connect";
import { commentOf } from "@hipstershop/reflection";
import type { App } from "../app.ts";
import { atMost } from "../page/at-most.ts";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { callPath } from "./call-path.ts";
import { commentText } from "./comment-text.ts";
import { noOffer } from "./no-offer.ts";
import { type Offer, offerOf } from "./offer-of.ts";
import { rpcPath } from "./rpc-path.ts";

/** Makes the page that lists every running service, with its RPCs. */
export async function servicesPage({ context, hues }: App, signal: AbortSignal): Promise<Page> {
  const names = [...(await context.registry.listServices({ signal }))].sort();
  const cards = await Promise.all(
    names.map(async (name) => {
      const said = await offerOf(context, name, signal).then(
        (offer) => offered(name, offer),
        (error) =>
          html`<p class="hint">${noOffer(ConnectError.from(error), context.registry.name)}</p>`,
      );
      return html`<li class="card ${hues.of(name)}"><h2><a href="${callPath(name)}"><i class="dot"></i>${name}</a></h2>${said}</li>`;
    }),
  );
  const body = html`<div class="title"><h1>Call</h1>
<p class="lead">Every service that runs, and what it offers. They were asked as this page was made, and these are their own words.</p></div>
${names.length > 0 ? html`<ul class="offers">${cards}</ul>` : html`<div class="empty"><p>${context.registry.name} knows no service.</p></div>`}`;
  return { kind: "page", title: "Call", body };
}

const MOST_SERVICES = 20;
const MOST_RPCS = 50;

function offered(name: string, { own }: Offer): Html {
  if (own.length === 0) return html`<p class="hint">It has pages, and no RPC but its health.</p>`;
  return html`${atMost(
    MOST_SERVICES,
    own,
    (desc) => html`${commentText(commentOf(desc).split("\n\n", 1)[0] ?? "", "hint")}
<ul class="rpc-names">${atMost(MOST_RPCS, desc.methods, (method) => html`<li><a href="${rpcPath(name, method)}">${method.name}</a></li>`)}</ul>`,
    "p",
  )}`;
}
