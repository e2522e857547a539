import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Route } from "../page/route.ts";
import type { ShopMap } from "./create-map.ts";
import { instanceDialog } from "./instance-dialog.ts";

/** Returns the page Map. */
export function mapRoutes({ assets }: Pick<App, "assets">, map: ShopMap): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/map",
      answer() {
        const { wide, narrow, calls, instances, news } = map.draw();
        return {
          kind: "page",
          title: "Map",
          body: html`<h1>Map</h1>
<p class="lead">Who is here, by the word of the registry, and who calls whom, as it happens.</p>
<figure class="map-figure">
<div data-part="wide">${wide}</div>
<div data-part="narrow">${narrow}</div>
<figcaption>${LEGEND}</figcaption>
</figure>
<p class="visually-hidden" role="status" data-map-status></p>
<section><h2>What just happened</h2><ol class="map-news" data-part="news">${news}</ol></section>
<div class="map-tables"><section data-part="calls">${calls}</section><section data-part="instances">${instances}</section></div>
${instanceDialog}
<script type="module" src="${assets.url("js/map.js")}"></script>`,
        };
      },
    },
  ];
}

const LEGEND = ["up", "leaving", "frozen", "gone"].map(
  (state) =>
    html`<span><svg class="legend" viewBox="-12 -12 24 24" width="20" height="20" aria-hidden="true"><g class="spot ${state}"><circle class="body" r="7"/></g></svg>${state}</span>`,
);
