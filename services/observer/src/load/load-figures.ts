import { durationText } from "../page/duration-text.ts";
import { type Html, html } from "../page/html.ts";
import { instancePath } from "../registry/instance-path.ts";
import { drawSamples } from "./draw-samples.ts";
import type { FoundLoad } from "./find-loads.ts";
import { roundUp } from "./round-up.ts";

/** Returns what a load generator plays, and how the shop does, as figures and pictures. */
export function loadFigures({ instance, load }: FoundLoad): Html {
  const { samples, settings, visitors, failures } = load;
  const now = samples.at(-1);
  const { requests = 0, failed = 0, p50Ms = 0, p95Ms = 0 } = now ?? {};
  const rateTop = roundUp(Math.max(...samples.map((each) => each.requests)));
  const timeTop = roundUp(Math.max(...samples.map((each) => each.p95Ms)));
  const rate = `${requests}/s, ${failed} failed`;
  const time = `p50 ${durationText(p50Ms)}, p95 ${durationText(p95Ms)}`;
  return html`<section class="card load"><h2><a href="${instancePath(instance.id)}">${instance.id}</a></h2>
<p>${visitors === 1 ? "One visitor is" : `${visitors} visitors are`} in the shop${
    settings !== undefined &&
    settings.visitors !== visitors &&
    html`, ${settings.visitors} are to be, ${settings.visitorsPerSecond} more each second`
  }${settings !== undefined && settings.flood > 0 && html`. Each asks for the home page ${settings.flood} times in a row`}.</p>
<p class="hint">${mixText(settings?.mix ?? {})}</p>
<div class="columns">
<figure><figcaption><b>Requests</b> <span>${requests}/s</span> <span class="${failed > 0 && "bad"}">${failed} failed</span> <span class="hint">two minutes, up to ${rateTop}/s</span></figcaption>
${drawSamples(
  samples,
  [
    { look: "requests", of: (each) => each.requests, filled: true },
    { look: "failed", of: (each) => each.failed, filled: true },
  ],
  { top: rateTop, label: `Requests of the last two minutes; in the last second ${rate}` },
)}</figure>
<figure><figcaption><b>Time</b> <span class="p50">p50 ${durationText(p50Ms)}</span> <span class="p95">p95 ${durationText(p95Ms)}</span> <span class="hint">two minutes, up to ${durationText(timeTop)}</span></figcaption>
${drawSamples(
  samples,
  [
    { look: "p95", of: (each) => each.p95Ms, filled: false },
    { look: "p50", of: (each) => each.p50Ms, filled: false },
  ],
  { top: timeTop, label: `How long they took; in the last second ${time}` },
)}</figure>
</div>
${
  failures.length > 0 &&
  html`<h3>What failed</h3><ul class="failures">${failures.map(({ reason, times }) => html`<li><b>${times} ×</b> ${reason}</li>`)}</ul>`
}</section>`;
}

/** "browse 10, viewCart 3": the most frequent first. */
function mixText(mix: Readonly<Record<string, number>>): string {
  const flows = Object.entries(mix).filter(([, weight]) => weight > 0);
  const sorted = flows.sort(([, one], [, other]) => other - one);
  return sorted.map(([flow, weight]) => `${flow} ${weight}`).join(", ");
}
