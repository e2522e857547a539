import type { Flag, FlagFile } from "@hipstershop/faults";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import { flagForm } from "./flag-form.ts";

export interface FaultsPageOptions {
  readonly flags: FlagFile;
  /** The registry names of the services that there are. */
  readonly services: readonly string[];
  /** Where the pages of the shop are, as "host:port". */
  readonly shopAddress: string;
  /** Stands in the forms. */
  readonly token: string;
  /** Why what was asked for last was not done. */
  readonly problem?: string | undefined;
}

/** Makes the page of what is broken on purpose, and of what else can be. */
export function faultsPage(options: FaultsPageOptions): Page {
  const { flags, problem, shopAddress } = options;
  const list = flags.list();
  const body = html`<div class="title"><h1>Faults</h1>
<p class="lead">Break the shop on purpose, and see what it does: in the shop itself, on the <a href="/map">map</a>, in <a href="/traces?failed=on">traces</a> that failed. Each process follows within half a second.</p></div>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
<div data-follow="faults" class="stack">${flags.problem !== undefined && html`<p class="problem">The flag file cannot be read: ${flags.problem}. Its last good version counts.</p>`}
${whatIsOn(list, options)}</div>
${!flags.writable && html`<p class="hint">The flag file cannot be changed from here. In a cluster it is the ConfigMap <code>faults</code>: <code>kubectl edit configmap faults</code>.</p>`}
${GROUPS.map(([group, title, about]) => section(title, about, list, group, options))}
<section class="stack"><h2>For your own requests only</h2>
<p>In development a request brings faults of its own in its <code>baggage</code> header, and all others stay whole:</p>
<pre class="commands"><code>curl -H 'baggage: fault.rpcLatency=500;service=cartservice' http://${shopAddress}/cart</code></pre></section>
<p class="hint">All this is the file <code>${flags.path}</code>, in flagd's format.</p>`;
  return { kind: "page", title: "Faults", status: problem === undefined ? 200 : 400, body };
}

const GROUPS: readonly (readonly [Flag["group"], title: string, about: string])[] = [
  [
    "shop",
    "In one service",
    "Each breaks one thing in one service, as opentelemetry-demo's flags do.",
  ],
  ["call", "In any call", "These act in the service that is called: in all, or where you say."],
  ["process", "In a process", "Say where, or every process has it, and this one too."],
  ["registry", "In the registry", "What callers are told of instances is wrong."],
  ["load", "Load", "How much the load generator does, where one runs."],
];

function whatIsOn(list: readonly Flag[], { flags, token }: FaultsPageOptions): Html {
  const rules = list.flatMap((flag) => flag.on.map((rule) => ({ flag, rule })));
  if (rules.length === 0) {
    return html`<div class="empty"><p>Nothing is broken. Turn something on below.</p></div>`;
  }
  const stop =
    flags.writable &&
    html`<form method="post" action="/faults"><input type="hidden" name="token" value="${token}"><button class="button" name="act" value="stop">End all faults</button></form>`;
  if (flags.concealed) {
    return html`<section class="card stack"><h2>Something is broken</h2><p>What it is stays a secret while an incident runs.</p>${stop}</section>`;
  }
  return html`<section class="card stack"><h2>On now</h2>
<ul class="faults-on">${rules.map(
    ({ flag, rule }) =>
      html`<li><span>${rule.text}</span>${
        flags.writable &&
        html`<form method="post" action="/faults"><input type="hidden" name="token" value="${token}"><input type="hidden" name="flag" value="${flag.name}">${Object.entries(rule.target).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}">`)}<button class="button quiet" name="act" value="clear">End<span class="visually-hidden"> ${rule.text}</span></button></form>`
      }</li>`,
  )}</ul>${stop}</section>`;
}

function section(
  title: string,
  about: string,
  list: readonly Flag[],
  group: Flag["group"],
  options: FaultsPageOptions,
): Html {
  const items = list.filter((flag) => flag.group === group);
  return html`<section class="stack"><h2>${title}</h2><p class="hint">${about}</p>
<ul class="flags">${items.map(
    (flag) =>
      html`<li><div><h3><code>${flag.name}</code>${flag.service !== undefined && html` <span class="tag">${flag.service}</span>`}</h3><p>${flag.description}</p></div>${
        options.flags.writable && flagForm(flag, options)
      }</li>`,
  )}</ul></section>`;
}
