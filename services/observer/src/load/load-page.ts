import type { FlagFile } from "@hipstershop/faults";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import type { FoundLoad } from "./find-loads.ts";
import { loadFigures } from "./load-figures.ts";
import { loadForm } from "./load-form.ts";

export interface LoadPageOptions {
  readonly loads: readonly FoundLoad[];
  /** What steers them. Undefined where nothing does. */
  readonly flags: FlagFile | undefined;
  /** Stands in the form. */
  readonly token: string;
  /**
   * Where the pages are of a shop in one process, "host:port": nobody there finds a load generator, or
   * starts one. Undefined elsewhere.
   */
  readonly aloneAt?: string | undefined;
  /** Why the form did nothing. */
  readonly problem?: string | undefined;
}

/** Makes the page of the load: how the shop does under it, and what steers it. */
export function loadPage({ loads, flags, token, aloneAt, problem }: LoadPageOptions): Page {
  const controls = () => (flags?.writable ? loadForm(flags, token) : CLUSTER);
  const body = html`<div class="title"><h1>Load</h1>
<p class="lead">Visitors who browse, fill carts and buy, and what they see of the shop.</p></div>
${problem !== undefined && html`<p class="problem" role="alert">${problem}</p>`}
${aloneAt === undefined ? controls() : alone(aloneAt)}
<div data-follow="load" class="stack">
${trafficIsOff(flags) && html`<p class="problem">Nobody comes: the flag <code>loadGeneratorTraffic</code> is off. “Play this” turns it on.</p>`}
${loads.length > 0 ? loads.map(loadFigures) : aloneAt === undefined && NOBODY}
</div>`;
  return { kind: "page", title: "Load", status: problem === undefined ? 200 : 422, body };
}

function trafficIsOff(flags: FlagFile | undefined): boolean {
  const traffic = flags?.list().find(({ name }) => name === "loadGeneratorTraffic");
  return traffic?.on.some(({ value }) => Number(value) === 0) ?? false;
}

const NOBODY: Html = html`<div class="empty"><p>No load generator is found by its name. “Play this” starts one where <code>npm run dev</code> runs; <code>npm run load</code> in a terminal is one too.</p></div>`;

function alone(address: string): Html {
  return html`<div class="card stack"><p>The shop is in one process, where no load generator is found by its name. One in a terminal sends visitors in all the same, and shows there what they see:</p>
<pre class="commands"><code>FRONTEND_ADDR=${address} npm run load</code></pre></div>`;
}

const CLUSTER: Html = html`<div class="card stack"><p>It is not steered from here. In a cluster the component <code>load-generator</code> plays the visitors:</p>
<pre class="commands"><code>kubectl --namespace hipstershop set env deployment/loadgenerator USERS=50
kubectl --namespace hipstershop scale deployment/loadgenerator --replicas 0
kubectl --namespace hipstershop logs --follow deployment/loadgenerator</code></pre></div>`;
