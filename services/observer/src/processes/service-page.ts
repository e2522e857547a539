import { callPath } from "../call/call-path.ts";
import type { Dot } from "../map/instance-board.ts";
import { instanceList } from "../map/instance-list.ts";
import { type Html, html } from "../page/html.ts";
import type { Page } from "../page/route.ts";
import type { DevRunner } from "./dev-runners.ts";
import { servicePath } from "./service-path.ts";

export interface ServicePageOptions {
  readonly name: string;
  readonly dots: readonly Dot[];
  readonly runners: readonly DevRunner[];
  /** What breaks it. */
  readonly buttons: Html | undefined;
  /** Stands in the forms. */
  readonly token: string;
}

/** Makes the page of a service: its instances, and what can be done to it. */
export function servicePage({ name, dots, runners, buttons, token }: ServicePageOptions): Page {
  const count = dots.filter(({ state }) => state !== "gone").length;
  const canStart = runners.some(({ services }) => services.includes(name));
  const body = html`<h1>${name}</h1>
<div data-about class="about"><p class="lead">${name} has ${count === 1 ? "one instance" : `${count} instances`}. <a href="${callPath(name)}">What it offers</a></p>
<p class="instances">${instanceList(dots)}</p>
${
  canStart
    ? html`<form method="post" action="${servicePath(name)}" class="acts" data-act><input type="hidden" name="token" value="${token}">
<button class="button">Another copy</button></form>
<p class="hint">It is announced, found and called like the others. A copy that was stopped starts again.</p>`
    : html`<p>No <code>npm run dev</code> of this machine starts copies of ${name}.</p>`
}${buttons}</div>`;
  return { kind: "page", title: name, body };
}
