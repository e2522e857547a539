import { type Html, html } from "../page/html.ts";
import type { CallTarget, CallView } from "./call-view.ts";
import { codeSamples } from "./code-samples.ts";

/** Renders the same call for other tools. Nothing while the request is not well formed. */
export function codePart(target: CallTarget, { request, instance }: CallView): Html | undefined {
  if (!request) return undefined;
  const { instances, offer } = target;
  const asked = instances.find(({ id }) => id === instance) ?? instances[0];
  const isReachable = asked !== undefined && !asked.address.startsWith("in-process");
  const samples = codeSamples({
    ...target,
    request,
    registry: offer.files,
    address: isReachable ? asked.address : undefined,
  });
  return html`<h2>The same call elsewhere</h2>
${samples.map(
  ({ tool, code }) =>
    html`<figure class="sample"><figcaption>${tool} <button type="button" class="button quiet small copy" data-copy aria-label="Copy for ${tool}">Copy</button></figcaption><pre tabindex="0"><code>${code}</code></pre></figure>`,
)}
${!isReachable && html`<p class="hint">Other tools cannot reach it: the whole shop is in one process, without ports. <code>npm start -- --expose</code> opens them.</p>`}`;
}
