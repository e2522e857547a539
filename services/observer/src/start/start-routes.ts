import { html } from "../page/html.ts";
import type { Route } from "../page/route.ts";

export function startRoutes(): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/",
      answer: () => ({ kind: "page", title: "Start", body: html`<h1>The shop at work</h1>` }),
    },
    {
      method: "GET",
      path: "/events",
      answer: ({ url }) => ({
        kind: "events",
        topics: url.searchParams.getAll("topic").slice(0, 10),
      }),
    },
  ];
}
