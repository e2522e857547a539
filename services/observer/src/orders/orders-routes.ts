import type { App } from "../app.ts";
import { html } from "../page/html.ts";
import type { Route } from "../page/route.ts";

export function ordersRoutes(_app: App): readonly Route[] {
  return [
    {
      method: "GET",
      path: "/orders",
      answer: () => ({ kind: "page", title: "orders", body: html`<h1>orders</h1>` }),
    },
  ];
}
