import type { App } from "../app.ts";
import type { Route } from "../page/route.ts";
import { tellOfChanges } from "../page/tell-of-changes.ts";
import { logsPage } from "./logs-page.ts";

/** The page of log lines. */
export function logsRoutes(app: App): readonly Route[] {
  const { store, events, context } = app;
  const telling = tellOfChanges(store.logs.changes, "logs", events);
  context.resources.defer(async () => telling[Symbol.dispose]());
  return [{ method: "GET", path: "/logs", answer: ({ url }) => logsPage(app, url.searchParams) }];
}
