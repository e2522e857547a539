import type { Instance } from "@hipstershop/service";
import { callPath } from "../call/call-path.ts";
import { type Html, html } from "../page/html.ts";
import type { Figures } from "../store/figure-store.ts";
import type { Entry } from "./conversation.ts";
import { entryItem } from "./entry-item.ts";
import { figuresList } from "./figures-list.ts";

export interface InstanceAbout {
  readonly instance: Instance;
  /** A sentence. */
  readonly state: string;
  /** What told of it last. */
  readonly announced: Entry | undefined;
  /** What was said of it, the newest first. */
  readonly entries: readonly Entry[];
  /** What can be done to its process. */
  readonly buttons: Html;
  /** What it said last of its process. */
  readonly figures: Figures | undefined;
}

/** The most events that are shown of one instance. */
const SHOWN = 30;

/** Returns what is known of an instance, and how: what announced it, and what was said of it. */
export function instanceAbout({
  instance,
  state,
  announced,
  entries,
  buttons,
  figures,
}: InstanceAbout): Html {
  const { service, address, version, metadata } = instance;
  const facts = Object.entries({ service, address, version, ...metadata });
  return html`<div data-about class="about"><p class="lead">${state}</p>
${buttons}<dl class="facts">${facts.map(([name, value]) => html`<dt>${name}</dt><dd>${name === "service" ? html`<a href="${callPath(value)}">${value}</a>` : value || "–"}</dd>`)}</dl>
${figuresList(figures)}
<h2>What announced it</h2>
${
  announced
    ? html`<ol class="conversation">${entryItem(announced, { isOpen: true })}</ol>`
    : html`<p>It was announced before the observer listened.</p>`
}
${
  entries.length > 0 &&
  html`<h2>What was said of it</h2><ol class="conversation">${entries.slice(0, SHOWN).map((entry) => entryItem(entry))}</ol>`
}</div>`;
}
