import type { App } from "../app.ts";
import type { Route } from "../page/route.ts";
import { tellOfChanges } from "../page/tell-of-changes.ts";
import { tracePage } from "./trace-page.ts";
import { tracesPage } from "./traces-page.ts";

/** The pages about traces. */
export function tracesRoutes(app: App): readonly Route[] {
  const { store, events, context } = app;
  const telling = tellOfChanges(store.traces.changes, "traces", events);
  context.resources.defer(async () => telling[Symbol.dispose]());
  return [
    { method: "GET", path: "/traces", answer: ({ url }) => tracesPage(app, url.searchParams) },
    {
      method: "GET",
      path: "/traces/:id",
      answer: ({ url, params, signal }) =>
        tracePage(app, (params.id ?? "").toLowerCase(), url.searchParams, signal),
    },
  ];
}
