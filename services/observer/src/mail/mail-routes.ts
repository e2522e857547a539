import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Route } from "../page/route.ts";

export function mailRoutes(_app: App): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/mail",
      answer: () => ({ kind: "page", title: "mail", body: html`<h1>mail</h1>` }),
    },
  ];
}
