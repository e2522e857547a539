import { commentOf, rpcDeclaration } from "@hipstershop/reflection";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { callForm } from "./call-form.ts";
import type { CallPart } from "./call-parts.ts";
import { callPath } from "./call-path.ts";
import type { CallTarget, CallView } from "./call-view.ts";
import { codePart } from "./code-part.ts";
import { commentText } from "./comment-text.ts";
import { howItKnows } from "./how-it-knows.ts";
import { rpcTags } from "./rpc-tags.ts";

export interface RpcPageOptions {
  readonly view: CallView;
  /** What became of the call, if one was made. */
  readonly parts: readonly CallPart[];
  /** Stands in the form. Undefined where nothing may be called from here. */
  readonly token: string | undefined;
  /** The path of the script that makes the page live. */
  readonly script: string;
}

/** Makes the page of one RPC: what it is, a form to call it, and what came of that. */
export function rpcPage(target: CallTarget, options: RpcPageOptions): Page {
  const { service, method } = target;
  const { view, token, script } = options;
  const [first, ...others] = commentOf(method).split("\n\n");
  const isStreamedTo =
    method.methodKind === "client_streaming" || method.methodKind === "bidi_streaming";
  const head = html`<div class="title"><p class="hint"><a href="/call">Call</a> › <a href="${callPath(service)}">${service}</a></p>
<h1>${method.name}</h1><p>${rpcTags(method)}</p>
${commentText(first ?? "", "lead")}${commentText(others.join("\n\n"))}
<p class="code">${rpcDeclaration(method)}</p></div>`;
  const isCallable = token !== undefined && !isStreamedTo;
  const body = html`${head}
${
  isCallable
    ? html`<div class="call" data-call="${method.methodKind === "unary" ? "unary" : "stream"}">
<section class="card" aria-label="Request" data-slot="form">${callForm(target, view, token)}</section>
<div class="call-came">${answerSection(options)}</div></div>`
    : html`<div class="empty"><p>${isStreamedTo ? NO_STREAM : PRODUCTION}</p></div>`
}
<section class="card samples" aria-label="The same call elsewhere" data-slot="code">${codePart(target, view)}</section>
<section class="card" data-history hidden aria-labelledby="history"><div class="call-head"><h2 id="history">Called before</h2><button type="button" class="button quiet small" data-forget>Forget all</button></div>
<p class="hint">This browser keeps it, and nobody else. What is typed in about a card is left out.</p><ol class="history"></ol></section>
${howItKnows(service)}
${isCallable && html`<script type="module" src="${script}"></script>`}`;
  return {
    kind: "page",
    title: `${method.name} of ${service}`,
    status: view.problem ? 422 : 200,
    body,
  };
}

function answerSection({ parts, view }: RpcPageOptions): Html {
  const of = (wanted: CallPart["part"]) =>
    parts.filter(({ part }) => part === wanted).map(({ html }) => html);
  const [answer] = of("answer").slice(-1);
  const [trace] = of("trace");
  const nothing = view.problem ? "Nothing was called." : "Nothing was called yet.";
  return html`<section class="card" aria-labelledby="answer"><h2 id="answer">Answer</h2>
<div data-slot="answer" role="status">${answer ?? html`<p class="hint">${nothing}</p>`}</div>
<ol class="messages" data-slot="messages">${of("messages")}</ol>
<div data-slot="end">${of("end")}</div></section>
<section class="card waterfall" aria-labelledby="trace"><h2 id="trace">Its trace</h2>
<div data-slot="trace">${trace ?? html`<p class="hint">The way of the call through the services, when there is one.</p>`}</div></section>`;
}

const NO_STREAM =
  "The caller of this RPC sends a stream, which no form can. grpcurl and code can, as below.";
const PRODUCTION =
  "In production nothing is called from here: this page says what can be called, and how.";
