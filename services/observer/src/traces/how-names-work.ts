import { OBSERVER } from "@hipstershop/rpc";
import { callPath } from "../call/call-path.ts";
import { type Html, html } from "../page/html.ts";
import { rpcOf } from "../store/rpc-of.ts";
import type { Waterfall } from "./waterfall.ts";

/** Those that call any RPC by its name: they are told which, and have no code for it. */
const CALL_ANYTHING = [OBSERVER, "npm run call", "npm run mcp"];

/**
 * Explains with the calls of a trace how a name became an address, and how a caller knew what is
 * offered there. Nothing where the trace has no call.
 */
export function howNamesWork({ rows }: Waterfall): Html | undefined {
  const call = rows.find(({ node }) => node.span.attributes.has("hipstershop.instance"));
  if (!call) return undefined;
  const { attributes } = call.node.span;
  const instance = String(attributes.get("hipstershop.instance"));
  const known = Number(attributes.get("hipstershop.instances") ?? 1);
  const registry = attributes.get("hipstershop.registry") ?? "the registry";
  const { service, caller, error } = call;
  const knowsByAsking = caller !== undefined && CALL_ANYTHING.includes(caller);
  const rpc = rpcOf(attributes)?.method ?? call.node.span.name;
  return html`<section class="how card" aria-labelledby="how">
<h2 id="how">How did ${caller} find ${service}?</h2>
<ol class="steps">
<li><h3>It knew a name, and no address</h3><p>${knowsByAsking ? html`It was told the name “${service}”.` : html`In the code of ${caller} stands <code>client(…)</code> with the service that it wants. From that comes the name “${service}”.`} No address is written down anywhere: not in the code, and in no file.</p></li>
<li><h3>It asked a registry</h3><p>Each copy of a service tells the registry, here <b>${registry}</b>, its name and where it listens, as soon as it is ready, and takes that back when it goes. ${caller} follows the name. When it called, it knew ${known === 1 ? "one copy" : `${known} copies`}.</p></li>
<li><h3>It chose a copy</h3><p>Of two copies, taken at random, the one with fewer calls in flight gets the call. Here that was <code>${instance}</code>${error === undefined ? ". Had it been gone, the registry would have been told, and another copy asked." : `, and the call failed: ${error}.`}</p></li>
</ol>
<h2>How did it know what ${service} offers?</h2>
<ol class="steps">
<li><h3>One file says it</h3><p>All that a service offers stands in a file in the folder <code>proto/</code>: each call, such as ${rpc}, what it takes and what it returns. There is one such folder for the whole shop, and nothing is copied out of it.</p></li>
<li><h3>Code is made of it</h3><p>${knowsByAsking ? html`The code by which ${service} answers is generated from that file, and so is that by which other services call it. ${caller} has none of it, and asks ${service} itself.` : html`The code by which ${caller} calls, and that by which ${service} answers, are both generated from that file. A call that is not offered is not there to be written: the type-check refuses it.`}</p></li>
<li><h3>A running copy says the same</h3><p>Ask it: <a href="${callPath(service)}">what ${service} offers</a> comes from itself, with the comments of the file, and can be called there. It answers by gRPC reflection, so <code>npm run call ${service}</code> and other tools can ask it too.</p></li>
</ol>
</section>`;
}
