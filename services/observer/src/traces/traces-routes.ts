import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Route } from "../page/route.ts";

/** The pages about traces. */
export function tracesRoutes({ store }: App): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/traces",
      answer: () => ({
        kind: "page",
        title: "Traces",
        body: html`<h1>Traces</h1>
<ul>${[...store.traces.newest()].map(({ id, name }) => html`<li><a href="/traces/${id}">${name}</a></li>`)}</ul>`,
      }),
    },
    {
      method: "GET",
      path: "/traces/:id",
      answer: ({ params }) => ({
        kind: "page",
        title: "Trace",
        body: html`<h1>${store.traces.summary(params.id ?? "")?.name}</h1>`,
      }),
    },
  ];
}
