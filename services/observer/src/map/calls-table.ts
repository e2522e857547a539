import { callPath } from "../call/call-path.ts";
import { type Html, html } from "../page/html.ts";
import { serviceName } from "../page/service-name.ts";
import { liveTexts } from "./live-texts.ts";
import type { MapView } from "./map-view.ts";
import { edgeName } from "./traffic.ts";

/** Returns what the edges of the map say, as a table. */
export function callsTable(view: MapView): Html {
  const texts = liveTexts(view);
  const live = (key: string) => html`<td class="number" data-live="${key}">${texts[key]}</td>`;
  const announced = new Set(
    view.services.filter((each) => each.isAnnounced).map((each) => each.name),
  );
  const name = (service: string) =>
    announced.has(service)
      ? html`<a href="${callPath(service)}">${serviceName(service)}</a>`
      : serviceName(service);
  const edges = view.edges.toSorted((a, b) => (edgeName(a) < edgeName(b) ? -1 : 1));
  if (edges.length === 0) {
    return html`<h2>Calls</h2><p>None was seen yet. Open a page of the shop, or <a href="/load">let visitors in</a>.</p>`;
  }
  return html`<h2>Calls</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Calls"><table><thead><tr><th scope="col">from</th><th scope="col">to</th><th scope="col" class="number">calls/s</th><th scope="col" class="number">p95</th><th scope="col" class="number">failed/s</th></tr></thead><tbody>
${edges.map((edge) => {
  const key = edgeName(edge);
  return html`<tr><td>${name(edge.from)}</td><td>${name(edge.to)}</td>${live(`rate:${key}`)}${live(`p95:${key}`)}${live(`failed:${key}`)}</tr>
`;
})}</tbody></table></div>`;
}
