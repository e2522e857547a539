import { type Html, html } from "./html.ts";

/**
 * Returns a time of day to the millisecond, in UTC. In the browser a script shows it in the
 * reader's own time zone.
 */
export function clockTime(ms: number): Html {
  const at = new Date(ms).toISOString();
  return html`<time datetime="${at}">${at.slice(11, 23)}</time>`;
}
