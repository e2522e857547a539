import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Route } from "../page/route.ts";

export function logsRoutes(_app: App): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/logs",
      answer: () => ({ kind: "page", title: "logs", body: html`<h1>logs</h1>` }),
    },
  ];
}
