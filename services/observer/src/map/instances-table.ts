import { type Html, html } from "../page/html.ts";
import { serviceName } from "../page/service-name.ts";
import { servicePath } from "../processes/service-path.ts";
import { instanceList } from "./instance-list.ts";
import type { MapView } from "./map-view.ts";

/** Returns what the dots of the map say, as a table. */
export function instancesTable({ services, hasServicePages }: MapView): Html {
  const announced = services.filter(({ isAnnounced }) => isAnnounced);
  return html`<h2>Instances</h2>
<div class="scroll" tabindex="0" role="region" aria-label="Instances"><table><thead><tr><th scope="col">service</th><th scope="col">instances</th></tr></thead><tbody>
${announced.map(
  ({ name, dots }) =>
    html`<tr><th scope="row">${hasServicePages ? html`<a href="${servicePath(name)}" data-dialog>${serviceName(name)}</a>` : serviceName(name)}</th><td data-instances="${name}">${instanceList(dots)}</td></tr>
`,
)}</tbody></table></div>`;
}
