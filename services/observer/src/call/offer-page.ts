import type { DescService } from "@bufbuild/protobuf";
import { serviceOffer } from "@hipstershop/reflection";
import { atMost } from "../page/at-most.ts";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { commentText } from "./comment-text.ts";
import { howItKnows } from "./how-it-knows.ts";
import type { Offer } from "./offer-of.ts";
import { rpcPath } from "./rpc-path.ts";
import { rpcTags } from "./rpc-tags.ts";

/** Makes the page that says what a service offers: its RPCs, and their messages. */
export function offerPage(service: string, { own, common }: Offer): Page {
  const shown = own.slice(0, MOST_SERVICES);
  const body = html`<div class="title"><p class="hint"><a href="/call">Call</a></p><h1>${service}</h1>
${own.length === 0 && html`<p class="lead">It has pages, and no RPCs but those of every server.</p>`}
${shown.map((desc) => commentText(serviceOffer(desc).comment, "lead"))}</div>
${atMost(MOST_SERVICES, own, (desc) => rpcList(service, desc), "p")}
${shown.map((desc) => messageList(desc))}
<section class="card"><h2>What every server offers</h2>
<ul class="rpc-names">${common.flatMap((desc) => desc.methods.map((method) => html`<li><a href="${rpcPath(service, method)}">${desc.typeName.replace(/^grpc\./, "")} ${method.name}</a></li>`))}</ul></section>
${howItKnows(service)}`;
  return { kind: "page", title: service, body };
}

/** A service can say that it offers anything. */
const MOST_SERVICES = 20;
const MOST_RPCS = 200;
const MOST_MESSAGES = 400;
const MOST_FIELDS = 200;

function rpcList(service: string, desc: DescService): Html {
  const { name, file, rpcs } = serviceOffer(desc);
  return html`<section class="card" aria-labelledby="${name}"><h2 id="${name}">${desc.name}</h2>
<p class="hint"><code>${name}</code>, declared in <code>proto/${file}</code></p>
<ul class="rpcs">${atMost(
    MOST_RPCS,
    desc.methods,
    (
      method,
      index,
    ) => html`<li><h3><a href="${rpcPath(service, method)}">${method.name}</a> ${rpcTags(method)}</h3>
<p class="code">${rpcs[index]?.declaration}</p>${commentText(rpcs[index]?.comment ?? "")}</li>`,
  )}</ul></section>`;
}

function messageList(desc: DescService): Html {
  return html`<section class="card" aria-labelledby="messages-${desc.typeName}"><h2 id="messages-${desc.typeName}">Its messages</h2>
<div class="messages">${atMost(
    MOST_MESSAGES,
    serviceOffer(desc).messages,
    ({
      name,
      comment,
      fields,
    }) => html`<details><summary><code>${name}</code></summary>${commentText(comment)}
${fields.length === 0 && html`<p class="hint">It has no fields.</p>`}
<dl>${fields.slice(0, MOST_FIELDS).map((field) => html`<dt class="code">${field.declaration}</dt><dd>${commentText(field.comment)}</dd>`)}</dl>${fields.length > MOST_FIELDS && html`<p class="hint">${fields.length - MOST_FIELDS} more are not shown.</p>`}</details>`,
    "p",
  )}</div></section>`;
}
